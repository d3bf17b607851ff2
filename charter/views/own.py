"""What can somebody do about themselves: read what is kept, say how they read, what they need, and stop?"""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from charter import notices, own_data
from charter.actions import acting, privacy
from charter.kit import audit, clock, proof
from charter.kit.access import freshly_signed_in, signed_in
from charter.kit.standing_in import SESSION_KEY
from charter.models import Person
from charter.people_forms import NeedsForm, PreferencesForm
from charter.views.buttons import chosen
from charter.views.security import needs_second_step

ROWS_A_PAGE = 25


def _to_second_step(request: HttpRequest) -> HttpResponse | None:
    """Somebody of panel or staff reads their work here too, so the same second step stands before it."""
    if needs_second_step(request) and not proof.has_second_step(request):
        return redirect(f"{settings.SECOND_STEP_URL}?{urlencode({'next': request.get_full_path()})}")
    return None


def _me(request: HttpRequest) -> Person:
    assert request.user.is_authenticated
    return request.user


@require_safe
@never_cache
@signed_in
def data(request: HttpRequest) -> HttpResponse:
    """Everything that is kept about the person, one part at a time where it is long; to download it, and to close."""
    stopped = _to_second_step(request)
    if stopped is not None:
        return stopped
    sections = own_data.everything(_me(request))
    asked = request.GET.get("part", "")
    number = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 4 else 0
    part = sections[number - 1] if 0 < number <= len(sections) else None
    context = {
        "sections": sections,
        "closure": own_data.closure_of(_me(request)),
        "part": part,
        "number": number,
        "rows": Paginator(part.rows, ROWS_A_PAGE).get_page(request.GET.get("page", "1")) if part else None,
    }
    return render(request, "account/own_data.html", context)


@require_safe
@never_cache
@freshly_signed_in
def download(request: HttpRequest) -> HttpResponse:
    """The same as a JSON file."""
    stopped = _to_second_step(request)
    if stopped is not None:
        return stopped
    person = _me(request)
    audit.record("person:data-downloaded", person, by=person)
    answer = JsonResponse(own_data.as_plain(own_data.everything(person)), json_dumps_params={"indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="my-data-{clock.today().isoformat()}.json"'
    return answer


@require_POST
@freshly_signed_in
def ask_to_close(request: HttpRequest) -> HttpResponse:
    """Ask for the account to be closed; whoever belongs nowhere is gone at once."""
    if privacy.ask_to_close(_me(request), by=request.user):
        messages.success(request, "We have asked the programmes you belong to. You can change your mind until then.")
        return redirect("charter:own_data")
    logout(request)
    messages.success(request, "Your account is closed.")
    return redirect("home:home")


@require_POST
@signed_in
def keep_account(request: HttpRequest) -> HttpResponse:
    """Change one's mind."""
    privacy.take_back_closure(_me(request), by=request.user)
    messages.success(request, "You keep your account.")
    return redirect("charter:own_data")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def preferences(request: HttpRequest) -> HttpResponse:
    """How the person reads and what they are sent."""
    person = _me(request)
    now = {name: getattr(person, name) for name in privacy.PREFERENCES}
    form = PreferencesForm(request.POST if request.method == "POST" else None, initial=now)
    if request.method == "POST" and form.is_valid():
        privacy.prefer(person, **form.cleaned_data, by=person)
        messages.success(request, "Your preferences are saved.")
        return redirect("charter:preferences")
    return render(request, "account/preferences.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
def access_needs(request: HttpRequest) -> HttpResponse:
    """What the person needs to take part, told once."""
    person = _me(request)
    form = NeedsForm(request.POST if request.method == "POST" else None, initial={"text": privacy.own_needs(person)})
    if request.method == "POST" and form.is_valid():
        privacy.tell_needs(person, text=form.cleaned_data["text"], by=person)
        messages.success(request, "What you need is saved." if form.cleaned_data["text"] else "We keep nothing now.")
        return redirect("charter:access_needs")
    return render(request, "account/access_needs.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def notifications(request: HttpRequest) -> HttpResponse:
    """The last 90 days, what needs action first; a button takes one of these off the list."""
    person = _me(request)
    if request.method == "POST":
        privacy.settle(chosen(request, "notice"), by=person)
        return redirect("charter:notifications")
    return render(request, "account/notifications.html", {"notices": notices.of(person)})


@require_POST
@signed_in
def stop_acting(request: HttpRequest) -> HttpResponse:
    """Be oneself again."""
    row = request.session.pop(SESSION_KEY, None)
    ended = acting.end(row, by=request.user) if row is not None else None
    if ended is None:
        return redirect("home:start")
    messages.success(request, "You are yourself again.")
    return redirect("charter:person", programme=ended.programme.slug, who=ended.as_person.uuid)
