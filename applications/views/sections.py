"""How do the people of an application say whose a standard is?"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from applications import selectors
from applications.actions import sections
from applications.forms import SectionForm
from applications.loaders import load_answered
from applications.models import Application
from applications.permissions import WRITE_ANSWER
from applications.views import answers
from applications.views.application import wear_own_organisation
from charter.kit.access import Refused, requires


@require_POST
@requires(WRITE_ANSWER, load_answered)
def give_section(request: HttpRequest, application: Application, standard: str) -> HttpResponse:
    """Give the standard to somebody who may write, or to nobody in particular."""
    wear_own_organisation(request, application)
    asked = answers.named_standard(application, standard)
    form = SectionForm(request.POST, writers=selectors.writers(application))
    if form.is_valid():
        try:
            given = sections.give(application, standard=asked, owner=form.chosen(), by=request.user)
        except Refused as refused:
            form.add_error("owner", refused.sentence)
        else:
            whose = f"{given.owner} writes" if given.owner else "Nobody in particular writes"
            messages.success(request, f"{whose} {asked.code} now.")
            return redirect(answers.address_of(application, asked))
    return answers.page(request, application, asked, section_form=form, status=422)
