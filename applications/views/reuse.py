"""How is something from another application of the same organisation chosen and used again?"""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from applications import selectors
from applications.actions import answers
from applications.actions import reuse as using
from applications.evidence_forms import CopyForm, ReuseForm
from applications.loaders import load_application
from applications.models import Application
from applications.permissions import ADD_EVIDENCE, WRITE_ANSWER
from applications.selectors import reusable
from applications.views.answers import address_of, named_standard, place_of
from applications.views.application import wear_own_organisation
from charter.kit.access import Refused, requires
from charter.kit.jinja import plural


@require_http_methods(["GET", "HEAD", "POST"])
@requires(ADD_EVIDENCE, load_application)
def reuse(request: HttpRequest, application: Application, standard: str) -> HttpResponse:
    """Files, links and answers of the organisation's other applications, to use under this standard."""
    wear_own_organisation(request, application)
    asked = named_standard(application, standard)
    own = reusable.own_party_ids(application, request.user)
    form = ReuseForm(
        request.POST if request.method == "POST" else None, offered=reusable.offered(application, asked, own)
    )
    if request.method == "POST" and form.is_valid():
        try:
            chosen = form.cleaned_data["evidence"]
            added = using.use_again(application, standard=asked, evidence=chosen, by=request.user)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, f"{plural(len(added), 'piece')} of evidence added.")
            return redirect(address_of(application, asked) + "#evidence")
    context = {
        "application": application,
        "standard": asked,
        "form": form,
        "shown": selectors.reuse_page(application, asked, request.user),
        "most_answers": selectors.MOST_ANSWERS,
        "chosen": request.POST.getlist("evidence"),
        "place": place_of(application, asked),
        "opened": selectors.standard_is_open(application, asked),
    }
    return render(request, "applications/evidence_reuse.html", context, status=422 if form.errors else 200)


@require_POST
@requires(WRITE_ANSWER, load_application)
def copy_answer(request: HttpRequest, application: Application, standard: str) -> HttpResponse:
    """Put an earlier answer's words after those that are written here."""
    asked = named_standard(application, standard)
    form = CopyForm(request.POST, offered=reusable.earlier_answers(application, request.user))
    if not form.is_valid():
        raise Http404
    given = form.cleaned_data
    try:
        using.copy_answer(
            application, standard=asked, source=given["source"], version=given["version"], by=request.user
        )
    except answers.Conflicted:
        messages.error(request, "Somebody wrote here meanwhile, so nothing was copied. Look again, then copy.")
        return redirect(reverse("applications:reuse", kwargs=place_of(application, asked)))
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, "The earlier answer is copied in. Read it again and change what is different now.")
    return redirect(address_of(application, asked))
