from django.urls import path

from . import views

app_name = "shared"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("home/", views.home, name="home"),
    path("language/", views.language, name="language"),
    path("messages/read/", views.read_messages, name="read-messages"),
    path("demo/clock/", views.move_clock, name="move-clock"),
    path("files/<int:pk>/", views.attachment, name="attachment"),
]
