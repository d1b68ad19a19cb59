#!/usr/bin/env python
"""Django's own command line, for founders; everybody else uses `egret`."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "egret.settings")
    execute_from_command_line(sys.argv)
