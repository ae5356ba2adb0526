// htmx for the customer-facing pages: the token of the form is read when it is sent.
import htmx from "htmx.org";

window.htmx = htmx;
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  if (!token) return;
  event.detail.headers["X-CSRFToken"] = token[1];
  if (event.detail.parameters.csrfmiddlewaretoken) event.detail.parameters.csrfmiddlewaretoken = token[1];
});

export default htmx;
