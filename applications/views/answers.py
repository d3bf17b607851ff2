"""How is one standard answered: by typing, by button, and when two people typed at once?"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from applications import selectors
from applications.actions import answers, evidence, sections
from applications.enums import WRITABLE
from applications.forms import AnswerForm, SectionForm
from applications.loaders import load_answered
from applications.models import Answer, Application, Evidence
from applications.permissions import ADD_EVIDENCE, UPLOAD_EVIDENCE, VIEW_APPLICATION, WRITE_ANSWER
from applications.views.application import wear_own_organisation
from charter.kit import arrival
from charter.kit.access import Refused, requires
from charter.kit.jinja import clock_time, plural
from charter.models import Standard


def place_of(application: Application, standard: Standard) -> dict[str, str]:
    """The words of a standard's address."""
    return {
        "programme": application.programme.slug,
        "reference": application.reference,
        "standard": standard.code.lower(),
    }


def address_of(application: Application, standard: Standard) -> str:
    """The address of a standard's answer page."""
    return reverse("applications:answer", kwargs=place_of(application, standard))


def named_standard(application: Application, code: str) -> Standard:
    """The standard of the address; one that the framework does not have is not there."""
    found = selectors.standard_named(application, code)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@requires(VIEW_APPLICATION, load_answered, to_change=WRITE_ANSWER)
def answer(request: HttpRequest, application: Application, standard: str) -> HttpResponse:
    """One standard: what it asks, what the panel looks for, the words and the evidence."""
    wear_own_organisation(request, application)
    asked = named_standard(application, standard)
    if request.method == "POST":
        return save(request, application, asked)
    return page(request, application, asked)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(VIEW_APPLICATION, load_answered, to_change=WRITE_ANSWER)
def add_evidence(request: HttpRequest, application: Application, standard: str) -> HttpResponse:
    """The same form by its upload button: the words are saved and the chosen files are added."""
    wear_own_organisation(request, application)
    asked = named_standard(application, standard)
    if request.method == "POST":
        return save(request, application, asked, uploading=True)
    return redirect(address_of(application, asked))


def page(
    request: HttpRequest,
    application: Application,
    standard: Standard,
    *,
    form: AnswerForm | None = None,
    section_form: SectionForm | None = None,
    errors: list[dict[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw the answer page; ``errors`` are those of files, each in its own words."""
    shown = selectors.answer_page(application, standard)
    wrong = [one for one in (form, section_form) if one is not None and one.errors]
    may_write = WRITE_ANSWER.check(request.user, application)
    context = {
        "application": application,
        "shown": shown,
        "form": _counted(form or AnswerForm(initial=_as_saved(shown)), shown),
        "section_form": section_form or _section_form(application, shown, writes=bool(may_write)),
        "threads": selectors.latest(application, standard),
        "longest": answers.LONGEST,
        "hints": selectors.hints(shown.answer.text) if shown.answer is not None and shown.opened else (),
        # Words that were refused started from the version that they came with, whatever is saved by now.
        "version": request.POST.get("version", "") if form and form.non_field_errors() else shown.version,
        "problems": [*wrong, *(errors or [])],
        "file_errors": errors or [],
        "has_errors": bool(errors or wrong),
        "may_write": may_write,
        "may_add": ADD_EVIDENCE.check(request.user, application),
        "store_key": f"charter:{request.user.pk}:{application.reference}:{standard.code}",
        "place": place_of(application, standard),
    }
    return render(request, "applications/answer_edit.html", context, status=status)


def _as_saved(shown: selectors.AnswerPage) -> dict[str, Any]:
    """What the form begins with."""
    return {
        "text": shown.answer.text if shown.answer is not None else "",
        "version": shown.version,
        "completed": AnswerForm.COMPLETED if shown.is_completed else AnswerForm.OPEN,
    }


def _counted(form: AnswerForm, shown: selectors.AnswerPage) -> AnswerForm:
    """The form with what the live word count needs to know of the other answers."""
    told = {"data-word-budget": shown.budget, "data-words-elsewhere": shown.words_elsewhere}
    form.fields["text"].widget.attrs.update(told)
    return form


def _section_form(application: Application, shown: selectors.AnswerPage, *, writes: bool) -> SectionForm | None:
    """Who may be given the standard, for those who may give it while it is being written."""
    if not writes or application.state not in WRITABLE:
        return None
    owner = str(shown.owner.uuid) if shown.owner is not None else SectionForm.NOBODY
    return SectionForm(initial={"owner": owner}, writers=selectors.writers(application))


def save(
    request: HttpRequest, application: Application, standard: Standard, *, uploading: bool = False
) -> HttpResponse:
    """Save what was typed; a machine that asks for JSON gets JSON, a person a page."""
    if request.POST.get("keep") == AnswerForm.THEIRS:
        messages.success(request, "You kept the version that was saved. Your own words are in the version history.")
        return redirect(address_of(application, standard))
    machine = "application/json" in request.headers.get("Accept", "")
    if request.FILES:
        # When they had arrived is judged before anything here takes time.
        arrival.of(request)
    form = AnswerForm(request.POST)
    try:
        if not form.is_valid():
            raise Refused(
                " ".join(map(str, form.non_field_errors())) or "This could not be saved. Load the page again."
            )
        text = form.cleaned_data["text"]
        saved = answers.save(application, standard=standard, text=text, **form.typing(), by=request.user)
    except answers.Conflicted as conflict:
        _set_aside(request, application, standard, form, conflict.sentence)
        return _two_versions(request, application, standard, conflict, form, machine)
    except Refused as refused:
        if uploading and (unchanged := _unchanged(application, standard, form)) is not None:
            # Nothing of the words is lost; the files may have been on their way when writing ended.
            return _after_saving(request, application, standard, unchanged, uploading)
        return _refused(request, application, standard, form, refused.sentence, machine)
    problem = _mark(request, application, standard, form)
    if machine:
        return JsonResponse(_told(saved, form, problem))
    if problem:
        # What was typed is saved, so this is an answer and no refusal.
        form.add_error("completed", problem)
        return page(request, application, standard, form=form)
    return _after_saving(request, application, standard, saved, uploading)


def _unchanged(application: Application, standard: Standard, form: AnswerForm) -> Answer | None:
    """The stored answer when the form has its very words."""
    return answers.stored_as(application, standard, form.cleaned_data["text"]) if form.is_valid() else None


def _refused(
    request: HttpRequest, application: Application, standard: Standard, form: AnswerForm, why: str, machine: bool
) -> HttpResponse:
    """Why it was not saved, with what was typed; the words are kept aside."""
    _set_aside(request, application, standard, form, why)
    # Somebody may send while another types: the state says no, and the words stay on the page.
    status = 422 if application.state in WRITABLE else 403
    if machine:
        return JsonResponse({"message": why}, status=status)
    if not form.errors:
        form.add_error(None, why)
    return page(request, application, standard, form=form, status=status)


def _told(saved: Answer, form: AnswerForm, problem: str) -> dict[str, Any]:
    """What a script is told of a save; ``late`` when a newer save of its page had come first."""
    told: dict[str, Any] = {"version": saved.version, "saved_at": clock_time(saved.saved_at)}
    typing = form.typing()
    if typing["tab"] and saved.tab == typing["tab"] and typing["seq"] < saved.tab_seq:
        told["late"] = True
    return {**told, "message": problem} if problem else told


def _set_aside(
    request: HttpRequest, application: Application, standard: Standard, form: AnswerForm, why: str
) -> None:
    """Keep what was refused once the refusal has undone everything else."""
    given = form.cleaned_data
    text = given.get("text", request.POST.get("text", ""))
    request.after_rollback = lambda: answers.set_aside(  # type: ignore[attr-defined]
        application, standard=standard, text=text, version=given.get("version") or 0, why=why, by=request.user
    )


def _mark(request: HttpRequest, application: Application, standard: Standard, form: AnswerForm) -> str:
    """Mark the section as the person said, when they said something new; gives why not, or nothing."""
    said = form.cleaned_data.get("completed")
    if not said or said == request.POST.get("completed_before"):
        return ""
    change = sections.complete if said == AnswerForm.COMPLETED else sections.reopen
    try:
        change(application, standard=standard, by=request.user)
    except Refused as refused:
        return refused.sentence
    return ""


def _two_versions(
    request: HttpRequest,
    application: Application,
    standard: Standard,
    conflict: answers.Conflicted,
    form: AnswerForm,
    machine: bool,
) -> HttpResponse:
    """Both texts and one choice; nothing was changed."""
    theirs, mine = conflict.answer, form.cleaned_data["text"]
    place, sentence = place_of(application, standard), conflict.sentence
    own = theirs.saved_by_id == request.user.pk
    if own:
        when = f"You saved a newer version at {clock_time(theirs.saved_at)}, in another window."
        sentence = f"{when} Compare the two, then choose which to keep."
    if machine:
        told = {
            "message": conflict.sentence,
            "theirs": theirs.text,
            "version": theirs.version,
            "saved_by": "You" if own else str(theirs.saved_by),
            "saved_at": clock_time(theirs.saved_at),
            "url": address_of(application, standard),
        }
        return JsonResponse(told, status=409)
    context = {
        "application": application,
        "standard": standard,
        "theirs": theirs,
        "mine": mine,
        "pieces": selectors.compare(theirs.text, mine),
        "sentence": sentence,
        "had_files": bool(request.FILES.getlist("files")),
        "place": place,
        "store_key": f"charter:{request.user.pk}:{application.reference}:{standard.code}",
        "has_errors": True,
    }
    return render(request, "applications/answer_choose.html", context, status=409)


def _after_saving(
    request: HttpRequest, application: Application, standard: Standard, saved: Answer, uploading: bool
) -> HttpResponse:
    """Add the chosen files, then go where the button says; bad files are named and good ones kept."""
    added, errors = add_files(request, application, standard)
    if added:
        messages.success(request, f"{plural(added, 'file')} added.")
    if errors:
        # What was saved or marked stays, so this is an answer, not a refusal, unless nothing at all was taken.
        marked = request.POST.get("completed") not in (None, "", request.POST.get("completed_before"))
        status = 200 if added or marked or str(saved.version) != request.POST.get("version") else 422
        return page(request, application, standard, errors=errors, status=status)
    if uploading and not added:
        problem = [{"text": "Choose at least one file.", "href": "#id_files"}]
        return page(request, application, standard, errors=problem, status=200)
    place = place_of(application, standard)
    if uploading or request.POST.get("then") == "stay":
        return redirect(address_of(application, standard) + ("#evidence" if uploading else ""))
    if request.POST.get("then") == "later":
        messages.success(request, f"{standard.code} is saved.")
        return redirect(application)
    following = selectors.answer_page(application, standard).next
    if following is None:
        return redirect("applications:check", programme=place["programme"], reference=place["reference"])
    return redirect(address_of(application, following))


def add_files(request: HttpRequest, application: Application, standard: Standard) -> tuple[int, list[dict[str, Any]]]:
    """Add every chosen file that may be kept; gives how many, and an error for each that may not.

    A file that came too late is kept and named, and counts as one that was taken.
    """
    taken, errors, came = 0, [], arrival.of(request)
    if request.FILES:
        UPLOAD_EVIDENCE.demand(request.user, application)
    for upload in request.FILES.getlist("files"):
        try:
            added = evidence.add_file(application, standard=standard, upload=upload, came=came, by=request.user)
        except Refused as refused:
            errors.append({"text": refused.sentence, "href": "#id_files"})
        else:
            taken += 1
            if selectors.came_late(application, added):
                messages.warning(request, late_words(application, added))
    return taken, errors


def late_words(application: Application, late: Evidence) -> str:
    """What whoever uploads a file is told when it came too late."""
    ask = f"Ask {application.programme.contact_name} if the panel should see it."
    return f"{late.title} arrived too late, so it is kept but not sent. {ask}"
