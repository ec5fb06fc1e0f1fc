"""The addresses of custody: cases and exhibits with their acts, the evidence room, laboratory, keys."""

from django.urls import path

from borderlink.custody.pages import (
    acts,
    alarms,
    case,
    ceremony,
    destruction,
    exhibit,
    holds,
    keys,
    labels,
    laboratory,
    papers,
    printing,
    scan,
    stock,
    store,
)
from borderlink.custody.pages.catalogue import PAGES

app_name = "custody"
urlpatterns = [
    path("", store.store, name="store"),
    path("scan/", scan.scan, name="scan"),
    path("scan/take-in/", scan.take_in, name="take_in"),
    path("stock-takes/", stock.stock_takes, name="stock_takes"),
    path("stock-takes/<str:number>/", stock.stock_take, name="stock_take"),
    path("stock-takes/<str:number>/scan/", stock.scan, name="stock_scan"),
    path("stock-takes/<str:number>/close/", stock.close, name="close_stock_take"),
    path("labels/", labels.labels, name="labels"),
    path("labels/sheet/", labels.labels_sheet, name="labels_sheet"),
    path("labels/labels.pdf", labels.labels_pdf, name="labels_pdf"),
    path("places/", store.places, name="places"),
    path("places/<path:code>/", store.place, name="place"),
    path("balances/", store.balances, name="balances"),
    path("alarms/", alarms.alarms, name="alarms"),
    path("alarms/<int:pk>/settle/", alarms.settle, name="settle_alarm"),
    path("holds/", holds.holds, name="holds"),
    path("holds/<int:pk>/lift/", holds.lift, name="lift_hold"),
    path("forms/", papers.papers, name="papers"),
    path("laboratory/", laboratory.laboratory, name="laboratory"),
    path("laboratory/ask/", laboratory.ask, name="ask_laboratory"),
    path("laboratory/<str:number>/receive/<path:exhibit>/", laboratory.receive, name="receive"),
    path("laboratory/<str:number>/unseal/<path:exhibit>/", laboratory.unseal, name="laboratory_unseal"),
    path("laboratory/<str:number>/reseal/<path:exhibit>/", laboratory.reseal, name="laboratory_reseal"),
    path("laboratory/<str:number>/report/<path:exhibit>/", laboratory.answer, name="answer_request"),
    path("laboratory/<str:number>/finding/<path:exhibit>/", laboratory.examine, name="examine_request"),
    path("laboratory/<str:number>/", laboratory.laboratory_request, name="laboratory_request"),
    path("keys/mine/", keys.my_key, name="my_key"),
    path("keys/mine/pin/", keys.change_pin, name="change_pin"),
    path("keys/", keys.keys, name="keys"),
    path("keys/certify/", keys.certify, name="certify_key"),
    path("keys/retire/", keys.retire, name="retire_key"),
    path("keys/report/", keys.report, name="report_key"),
    path("keys/unlock/", keys.unlock, name="unlock_key"),
    path("keys/ceremony/", ceremony.ceremony, name="ceremony"),
    path("keys/ceremony/print/", ceremony.ceremony_print, name="ceremony_print"),
    path("cases/<path:case>/take-over/", case.take_over, name="take_over"),
    path("cases/<path:case>/seize/", case.seize, name="seize"),
    path("cases/<path:case>/group/", case.group, name="group"),
    path("cases/<path:case>/samples/", case.plan_samples, name="plan_samples"),
    path("cases/<path:case>/chain/", case.chain, name="chain"),
    path("cases/<path:case>/destruction/", destruction.plan, name="plan_destruction"),
    path("cases/<path:case>/destruction/<path:plan>/", destruction.destruction, name="destruction"),
    path("cases/<path:case>/papers/", printing.case_papers, name="case_papers"),
    path("cases/<path:case>/closure.pdf", printing.closure_pdf, name="closure_pdf"),
    path("cases/<path:case>/closure/", destruction.closure, name="closure"),
    *(
        path(
            f"exhibits/<path:number>/{page.name.replace('_', '-')}/",
            acts.act,
            {"name": page.name},
            name=page.name,
        )
        for page in PAGES
    ),
    path("reports/<str:sha256>/<path:number>/", exhibit.report, name="report"),
    path("exhibits/<path:number>/", exhibit.exhibit, name="exhibit"),  # last: a number may hold a slash
]
