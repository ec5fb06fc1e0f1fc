"""The addresses of the screening room."""

from django.urls import path

from borderlink.screening.pages import counter, figures, loads, parcel, shift, worklist

app_name = "screening"
urlpatterns = [
    path("", worklist.worklist, name="worklist"),
    path("scan/", worklist.scan, name="scan"),
    path("news/", worklist.news, name="news"),
    path("shift/", worklist.plan_shift, name="plan_shift"),
    path("pull-list/", worklist.pull_list, name="pull_list"),
    path("search/", worklist.search, name="search"),
    path("manifests/", loads.manifests, name="loads"),
    path("manifests/<str:number>/", loads.load, name="load"),
    path("manifests/<str:number>/quarantine.csv", loads.quarantine, name="quarantine"),
    path("hand-over/", shift.hand_over, name="hand_over"),
    path("hand-over/<int:pk>/", shift.take_over, name="take_over"),
    path("counter/", counter.counter_page, name="counter"),
    path("counter/hold/", counter.hold, name="hold"),
    path("counter/holds/<str:number>/release/", counter.release, name="release"),
    path("counter/policy/", counter.policy, name="policy"),
    path("counter/webhooks/", counter.webhook, name="webhook"),
    path("counter/webhooks/<str:number>/end/", counter.end_webhook, name="end_webhook"),
    path("figures/", figures.figures, name="figures"),
    path("pictures/<int:pk>/", parcel.picture, name="picture"),
    path("parcels/<path:waybill>/opening/", parcel.open_parcel, name="open"),
    path("parcels/<path:waybill>/result/", parcel.record_result, name="result"),
    path("parcels/<path:waybill>/laboratory/", parcel.record_laboratory, name="laboratory"),
    path("parcels/<path:waybill>/pictures/", parcel.add_pictures, name="add_pictures"),
    path("parcels/<path:waybill>/seal/", parcel.reseal, name="reseal"),
    path("parcels/<path:waybill>/note/", parcel.write_note, name="note"),
    path("parcels/<path:waybill>/choice/", parcel.choose, name="choose"),
    path("parcels/<path:waybill>/notice/", parcel.notice, name="notice"),
    path("parcels/<path:waybill>/", parcel.parcel, name="parcel"),  # last: a waybill may hold a slash
]
