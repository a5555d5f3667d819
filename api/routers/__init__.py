"""One router for each noun; routers do not know each other."""
