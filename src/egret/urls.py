from django.urls import include, path

urlpatterns = [
    path("", include("egret.desks.public.urls")),
    path("", include("egret.desks.shared.urls")),
    path("enterprise/", include("egret.desks.enterprise.urls")),
    path("provider/", include("egret.desks.provider.urls")),
    path("assessor/", include("egret.desks.assessor.urls")),
    path("api/", include("egret.api.urls")),
    path("office/", include("egret.desks.office.urls")),
]
handler400 = "egret.desks.shared.views.not_understood"
handler403 = "egret.desks.shared.views.forbidden"
handler404 = "egret.desks.shared.views.not_found"
handler500 = "egret.desks.shared.views.broken"
