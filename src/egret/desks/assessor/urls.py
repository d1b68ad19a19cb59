app_name = "assessor"
urlpatterns = []
