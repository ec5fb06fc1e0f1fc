"""What a parcel was declared to weigh: what a mass is held against before it is believed."""

from borderlink.cases.models.nominal import CaseParcel
from borderlink.custody.models.exhibits import Exhibit

_MG_PER_G = 1000


def declared_mg(exhibit: str) -> int | None:
    """Return the declared mass in mg of the parcel that an exhibit was found in, where it is known."""
    row = Exhibit.objects.filter(number=exhibit).first()
    parcel = CaseParcel.objects.filter(case__number=row.case, waybill=row.parcel).first() if row else None
    weight_g = parcel.facts.get("weight_g") if parcel else None
    return round(float(weight_g) * _MG_PER_G) if isinstance(weight_g, int | float) and weight_g > 0 else None
