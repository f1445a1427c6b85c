// Shows the API's description with Swagger UI, whose own start is an inline script that our pages do not allow.
"use strict";

addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("swagger-ui");
  window.SwaggerUIBundle({
    url: place.dataset.description,
    domNode: place,
    deepLinking: true,
    // A validator would be another host.
    validatorUrl: null,
    persistAuthorization: false,
  });
});
