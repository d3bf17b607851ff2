"""How does somebody change the e-mail address of their account?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from charter import mailed_codes, sign_in_limits
from charter.actions import addresses
from charter.kit import limits
from charter.kit.access import Refused, TooManyTries, freshly_signed_in
from charter.security_forms import MailedCodeForm, NewAddressForm
from charter.views.security import READ_AND_SEND

PURPOSE = "address"


@require_http_methods(READ_AND_SEND)
@freshly_signed_in
def change(request: HttpRequest) -> HttpResponse:
    """Ask for another address; a code goes there, and nothing changes until it is typed."""
    assert request.user.is_authenticated
    form = NewAddressForm(request.POST if request.method == "POST" else None, present=request.user.email)
    if form.is_bound and form.is_valid():
        email = form.cleaned_data["email"]
        most, seconds = sign_in_limits.NEW_ADDRESSES
        if limits.guesses_are_over(PURPOSE, str(request.user.pk), most=most, seconds=seconds):
            raise TooManyTries
        free = addresses.is_free(email)
        try:
            mailed_codes.send(
                request, PURPOSE, to=email, email=email, subject="Your code for a new address", mail=free
            )
        except Refused as refused:
            form.add_error("email", refused.sentence)
        else:
            # Whoever has the address is told, and the page looks the same, so that nobody learns who has one.
            if not free:
                addresses.tell_owner(email)
            return redirect("account_confirm_email_change")
    return render(request, "account/email_change.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(READ_AND_SEND)
@never_cache
@freshly_signed_in
def confirm(request: HttpRequest) -> HttpResponse:
    """Type the code that came to the new address; from then on it is the account's."""
    assert request.user.is_authenticated
    email = mailed_codes.waiting(request, PURPOSE)
    if not email:
        return redirect("account_change_email")
    form = MailedCodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            proven = mailed_codes.check(request, PURPOSE, form.cleaned_data["code"])
            key = request.session.session_key
            addresses.change(request.user, email=proven, keep=key, by=request.user)
        except Refused as refused:
            form.add_error("code", refused.sentence)
        else:
            messages.success(request, "Your address is changed. Use the new one the next time you sign in.")
            return redirect("account_email")
    context = {"form": form, "email": email}
    return render(request, "account/email_confirm.html", context, status=422 if form.errors else 200)
