"""Long work that tells how far it is while its reader waits: the page grows line by line, and needs no script for it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextvars import copy_context
from queue import SimpleQueue
from threading import Thread
from typing import Any

from django.db import connection
from django.http import HttpRequest, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils import translation

Tell = Callable[[int, int], None]  # how much of how many is done

MARK = "egret-grows-here"
_log = logging.getLogger(__name__)


def growing(
    request: HttpRequest, template: str, work: Callable[[Tell], str], **context: Any
) -> StreamingHttpResponse:
    """A page of which `{{ grows }}` is written while `work` is done; what `work` answers is markup, and stands last.

    It runs in a thread of its own and to its end, though the reader leaves. `work` is one transaction or none: the page
    says that nothing was entered where it breaks off.
    """
    head, tail = render_to_string(template, {**context, "grows": MARK}, request).split(MARK)
    said: SimpleQueue[tuple[int, int] | str] = SimpleQueue()
    language, here = translation.get_language(), copy_context()

    def worked() -> None:
        try:
            with translation.override(language):
                end = work(lambda done, whole: said.put((done, whole)))
        except Exception:  # noqa: BLE001 -- whatever it was, the reader is told
            _log.exception("work that a page was growing for broke off")
            with translation.override(language):
                end = render_to_string("shared/broke_off.html", {}, request)
        finally:
            connection.close()
        said.put(end)

    Thread(target=here.run, args=(worked,)).start()

    def parts() -> Iterator[str]:
        yield head
        while not isinstance(one := said.get(), str):
            done, whole = one
            with translation.override(language):
                yield render_to_string("shared/so_far.html", {"done": done, "whole": whole})
        yield one + tail

    answer = StreamingHttpResponse(parts())
    answer["X-Accel-Buffering"] = "no"  # a proxy that collects the page first would show nothing of it
    return answer
