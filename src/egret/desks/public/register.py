"""An enterprise comes to the town hall for the first time."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model, login, password_validation
from django.core.validators import RegexValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egret.base import clock
from egret.base.errors import Refused
from egret.core.sizes import above_scale_expected
from egret.desks.shared.access import public
from egret.desks.shared.forms import DeskForm, FoldedField, MoneyField
from egret.desks.shared.templatetags.egret import own
from egret.journeys.register_enterprise import register_enterprise
from egret.rooms.city import queries as city
from egret.rooms.enterprise import queries as enterprises
from egret.rooms.enterprise.actions import Particulars

PARTICULARS = (
    "name",
    "credit_code",
    "district",
    "industry_code",
    "staff",
    "revenue_fen",
    "above_scale",
    "bank_name",
    "account_no",
)
STAFF_MAX = 1_000_000


class RegisterForm(DeskForm):
    name = forms.CharField(
        label=gettext_lazy("Name of the enterprise"),
        help_text=gettext_lazy("As on the business licence."),
        max_length=120,
    )
    credit_code = FoldedField(
        label=gettext_lazy("Unified social credit code"),
        help_text=gettext_lazy("18 characters, on the business licence."),
        max_length=40,
    )
    district = forms.ChoiceField(label=gettext_lazy("District"))
    industry_code = FoldedField(
        label=gettext_lazy("Industry code"),
        help_text=gettext_lazy("The four digits of GB/T 4754, for instance 3974."),
        max_length=12,
    )
    staff = forms.IntegerField(label=gettext_lazy("Staff"), min_value=0, max_value=STAFF_MAX)
    revenue_fen = MoneyField(label=gettext_lazy("Revenue of last year, yuan"))
    above_scale = forms.TypedChoiceField(
        label=gettext_lazy("Are you in the statistics as an enterprise above scale?"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    bank_name = forms.CharField(label=gettext_lazy("Bank"), max_length=80)
    account_no = FoldedField(
        label=gettext_lazy("Account number"),
        help_text=gettext_lazy("An account in the name of the enterprise: money goes nowhere else."),
        max_length=32,
        validators=[RegexValidator(r"^\d{8,32}\Z", gettext_lazy("An account number has 8 to 32 digits."))],
    )
    full_name = forms.CharField(label=gettext_lazy("Your name"), max_length=64)
    username = FoldedField(label=gettext_lazy("User name"), max_length=64)
    password = forms.CharField(
        label=gettext_lazy("Password"),
        help_text=gettext_lazy("At least 10 characters; no word that everybody knows."),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label=gettext_lazy("The password once more"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].choices = [
            ("", _("Choose")),
            *((district.id, own(district.term)) for district in city.pack().districts),
        ]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        password = said.get("password", "")
        if password and said.get("password_again") and password != said["password_again"]:
            self.add_error("password_again", _("The two passwords differ."))
        if password:
            owner = get_user_model()(username=said.get("username", ""), full_name=said.get("full_name", ""))
            try:
                password_validation.validate_password(password, owner)
            except forms.ValidationError as fault:
                self.add_error("password", fault)
        return said

    def particulars(self) -> Particulars:
        return Particulars(**{name: self.cleaned_data[name] for name in PARTICULARS})


@public
def register(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("shared:home")
    form = RegisterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            enterprise, user = register_enterprise(
                form.particulars(),
                username=said["username"],
                full_name=said["full_name"],
                password=said["password"],
                at=clock.now(),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            login(request, user)
            _tell(request, enterprise)
            return redirect("shared:home")
    return render(
        request,
        "public/register.html",
        {"form": form, "industries": city.pack().industries},
        status=422 if form.errors else 200,
    )


def _tell(request: HttpRequest, enterprise: Any) -> None:
    """Above scale is a state in the statistics, so what does not fit the revenue is a warning, not a refusal."""
    messages.info(request, _("Registered. This is your file; below is what to do next."))
    expected = above_scale_expected(enterprises.size_rule(), enterprise.revenue_fen)
    if expected and not enterprise.above_scale:
        messages.warning(
            request,
            _(
                "By your revenue you would be above scale, and you say that you are not. If it is a slip, tell your district."
            ),
        )
    elif enterprise.above_scale and not expected:
        messages.warning(
            request,
            _(
                "By your revenue you would not be above scale, and you say that you are. If it is a slip, tell your district."
            ),
        )
