"""The desk of the bar's observer: call-outs, attendance, objections, seals."""
