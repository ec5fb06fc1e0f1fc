"""The pages of the screening room: upload, belt, parcel, shift, figures."""
