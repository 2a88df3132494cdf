// The interactive docs: Swagger UI on the page's own schema. A token typed into "Authorize" stays in
// this tab's memory and is sent with the calls one makes here.
const docs = document.getElementById("docs");
window.SwaggerUIBundle({
  domNode: docs,
  url: docs.dataset.schema,
  deepLinking: true,
  docExpansion: "list",
  persistAuthorization: false,
  tryItOutEnabled: true,
  validatorUrl: null,
});
