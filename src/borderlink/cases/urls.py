"""The addresses of the case register."""

from django.urls import path

from borderlink.cases.pages import (
    campaigns,
    case,
    custody,
    imports,
    party,
    register,
    registers,
    report,
    search,
    seizures,
)

app_name = "cases"
urlpatterns = [
    path("", register.cases, name="cases"),
    path("open/", register.open_case, name="open"),
    path("tasks/", register.tasks, name="tasks"),
    path("held/", custody.held, name="held"),
    path("seizures/", seizures.register, name="seizures"),
    path("seizures/<str:number>/reports/<int:pk>/", seizures.report, name="seizure_report"),
    path("seizures/<str:number>/strike/", seizures.strike, name="strike_seizure"),
    path("seizures/<str:number>/", seizures.seizure, name="seizure"),
    path("suspects/", registers.suspects, name="suspects"),
    path("organisations/", registers.organisations, name="organisations"),
    path("questions/", registers.questions, name="questions"),
    path("questions/ask/", registers.ask, name="ask_elsewhere"),
    path("questions/<int:pk>/answer/", registers.answer, name="answer_elsewhere"),
    path("search/", search.search, name="search"),
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("campaigns/<str:number>/figures.csv", campaigns.figures_file, name="campaign_file"),
    path("campaigns/<str:number>/", campaigns.campaign, name="campaign"),
    path("imports/", imports.imports, name="imports"),
    path("imports/map/", imports.map_columns, name="import_map"),
    path("imports/drop/", imports.drop, name="import_drop"),
    path("imports/<str:number>/quarantine.csv", imports.quarantine, name="import_quarantine"),
    path("imports/<str:number>/", imports.run, name="import_run"),
    path("files/<path:number>/seizures/new/", seizures.record, name="record_seizure"),
    path("files/<path:number>/gangs/", seizures.gang, name="record_gang"),
    path("files/<path:number>/custody/<slug:label>/do/<slug:act>/", custody.act, name="custody_act"),
    path("files/<path:number>/people/<slug:label>/do/<slug:act>/", party.act, name="party_act"),
    path("files/<path:number>/do/<slug:act>/", case.act, name="act"),
    path("files/<path:number>/documents/<slug:label>/preview/", case.preview, name="preview"),
    path("files/<path:number>/documents/<slug:label>/", case.document, name="document"),
    path("files/<path:number>/custody/<slug:label>/", custody.record, name="custody"),
    path("files/<path:number>/people/<slug:label>/", party.party, name="party"),
    path("files/<path:number>/report/", report.report, name="report"),
    path("files/<path:number>/", case.case, name="case"),  # last: a number may hold a slash
]
