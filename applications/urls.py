"""Which addresses does the applicant's side have, grouped by prefix?"""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from applications.views import (
    answers,
    application,
    comments,
    evidence,
    interest,
    late,
    partners,
    plans,
    pledges,
    reminders,
    returns,
    reuse,
    sections,
    self_reviews,
    sending,
    staff,
    tasks,
    timeline,
    versions,
)

app_name = "applications"

organisation = [
    path("values/", pledges.values, name="values"),
    path("values/<int:number>/", pledges.value, name="value"),
    path("values/sign/", pledges.sign_values, name="sign_values"),
    path("values/poster/<int:version>/", pledges.values_poster, name="values_poster"),
    path("remind/", reminders.remind_values, name="remind_values"),
    path("remind/<slug:reference>/", reminders.remind_declaration, name="remind_declaration"),
    path("interest/", interest.express_interest, name="express_interest"),
    path("my-tasks/", tasks.my_tasks, name="my_tasks"),
    path("plan/", plans.plan, name="plan"),
    path("plan/<uuid:gap>/", plans.plan_step, name="plan_step"),
]

standard = [
    path("", answers.answer, name="answer"),
    path("section/", sections.give_section, name="give_section"),
    path("history/", versions.history, name="history"),
    path("history/restore/", versions.restore, name="restore_version"),
    path("comments/", comments.standard_comments, name="comments"),
    path("comments/settle/", comments.settle_comment, name="settle_comment"),
    path("comments/staff/", comments.let_staff_in, name="let_staff_in"),
    path("files/", answers.add_evidence, name="add_evidence"),
    path("files/one/", evidence.upload_file, name="upload_file"),
    path("links/", evidence.add_link, name="add_link"),
    path("reuse/", reuse.reuse, name="reuse"),
    path("reuse/answer/", reuse.copy_answer, name="copy_answer"),
    path("<uuid:identity>/", evidence.describe, name="describe_evidence"),
    path("<uuid:identity>/remove/", evidence.remove_evidence, name="remove_evidence"),
]

one: list[URLPattern | URLResolver] = [
    path("", tasks.application, name="application"),
    path("share-out/", tasks.share_out, name="share_out"),
    path("themes/<slug:theme>/", tasks.theme, name="theme"),
    path("evidence/<slug:standard>/", include(standard)),
    path("files/<uuid:identity>/", evidence.evidence_file, name="evidence_file"),
    path("deadline.ics", timeline.calendar, name="calendar"),
    path("check/", sending.check, name="check"),
    path("declare/", sending.declare, name="declare"),
    path("send/", sending.send, name="send"),
    path("receipt/", application.receipt, name="receipt"),
    path("withdraw/", application.withdraw, name="withdraw"),
    path("timeline/", timeline.timeline, name="timeline"),
    path("extension/", timeline.extension, name="extension"),
    path("sent/<int:number>/", timeline.sent, name="sent"),
    path("sent/<int:number>/copy/", timeline.copy, name="copy"),
    path("self-review/", self_reviews.self_review, name="self_review"),
    path("self-review/share/", self_reviews.share_self_review, name="share_self_review"),
    path("self-review/plan/", self_reviews.plan_gaps, name="plan_gaps"),
    path("self-review/standards/<slug:standard>/", self_reviews.self_score, name="self_score"),
    path("partners/", partners.partners, name="partners"),
    path("partners/revoke/", partners.revoke, name="revoke_partner"),
]

staff_pages = [
    path("interests/", interest.interests, name="interests"),
    path("apply/<slug:reference>/", staff.staff_application, name="staff_application"),
    path("apply/<slug:reference>/comments/", comments.staff_comments, name="staff_comments"),
    path("apply/<slug:reference>/self-review/", self_reviews.staff_self_review, name="staff_self_review"),
    path("apply/<slug:reference>/interest/", interest.answer_interest, name="answer_interest"),
    path("apply/<slug:reference>/accept/", staff.accept, name="accept"),
    path("apply/<slug:reference>/return/", returns.return_application, name="return_application"),
    path("apply/<slug:reference>/extension/", returns.answer_extension, name="answer_extension"),
    path("apply/<slug:reference>/restore/", returns.restore, name="restore"),
    path("apply/<slug:reference>/sent/<int:number>/", timeline.staff_sent, name="staff_sent"),
    path("apply/<slug:reference>/sent/<int:number>/copy/", timeline.staff_copy, name="staff_copy"),
    path("apply/<slug:reference>/parties/", staff.add_party, name="add_party"),
    path("apply/<slug:reference>/late/", late.attach_evidence, name="attach_evidence"),
    path("apply/<slug:reference>/files/<uuid:identity>/", evidence.staff_file, name="staff_file"),
]

urlpatterns = [
    path("invite/partner/<str:token>/", partners.invitation, name="partner_invitation"),
    path("<slug:programme>/org/<slug:organisation>/", include(organisation)),
    path("<slug:programme>/apply/<slug:reference>/", include(one)),
    path("<slug:programme>/staff/", include(staff_pages)),
]
