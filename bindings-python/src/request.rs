//! Reads a framework's request for the core: the URL, and each occurrence of a header.

use doorward::UnixTime;
use doorward_bridge::Described;
use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict, PyList, PyMapping, PyString, PyTuple, PyType};

use crate::text::{field, limited};

/// URL and headers of one request, and what describes it in an event.
pub(crate) struct RequestParts<'py> {
    origin: Bound<'py, PyAny>,
    url: String,
    headers: Vec<(Bound<'py, PyAny>, Bound<'py, PyAny>)>,
}

impl<'py> RequestParts<'py> {
    /// Of Starlette's request, an ASGI scope, or the package's own type of requests.
    pub(crate) fn of(request: &Bound<'py, PyAny>, own_type: &Bound<'py, PyType>) -> PyResult<Self> {
        let py = request.py();
        if let Ok(scope) = request.cast_exact::<PyDict>()
            && let Some(parts) = Self::of_scope(scope)?
        {
            return Ok(parts);
        }
        if request.is_instance(own_type)? {
            let url = request.getattr(intern!(py, "url"))?;
            let url = limited(url.cast::<PyString>()?)?.into_owned();
            let headers = pairs(&request.getattr(intern!(py, "headers"))?)?;
            return Ok(Self { origin: request.clone(), url, headers });
        }
        // Starlette's requests are mappings too, but slow ones.
        let scope = request.getattr_opt(intern!(py, "scope"))?;
        let mappings = [scope.as_ref(), Some(request)].into_iter().flatten();
        for mapping in mappings.filter_map(|it| it.cast::<PyMapping>().ok()) {
            let scope = PyDict::new(py);
            scope.update(mapping)?;
            if let Some(parts) = Self::of_scope(&scope)? {
                return Ok(parts);
            }
        }
        Err(PyTypeError::new_err(format!(
            "authenticate takes a Starlette or FastAPI request, an ASGI scope of type http or \
             websocket, or doorward.Request, not {}",
            request.get_type().name()?
        )))
    }

    fn of_scope(scope: &Bound<'py, PyDict>) -> PyResult<Option<Self>> {
        let Some(headers) = scope.get_item(intern!(scope.py(), "headers"))? else {
            return Ok(None);
        };
        let origin = scope.clone().into_any();
        Ok(Some(Self { origin, url: target(scope)?, headers: pairs(&headers)? }))
    }

    /// Whether the server says that it is a WebSocket.
    pub(crate) fn is_websocket(&self) -> bool {
        let scope = self.origin.cast::<PyDict>().ok();
        let kind =
            scope.and_then(|scope| scope.get_item(intern!(scope.py(), "type")).ok().flatten());
        kind.is_some_and(|kind| kind.eq("websocket").unwrap_or(false))
    }

    /// Method, client address and name of the request. What is missing or malformed is left out, because it decides
    /// nothing.
    pub(crate) fn described(&self, request_id_header: Option<&str>) -> PyResult<Described> {
        let py = self.origin.py();
        let scope = self.origin.cast::<PyDict>().ok();
        let member = |name| match scope {
            Some(scope) => scope.get_item(name).ok().flatten(),
            None => self.origin.getattr_opt(name).ok().flatten(),
        };
        let client = match scope {
            Some(_) => member(intern!(py, "client")).and_then(|pair| pair.get_item(0).ok()),
            None => member(intern!(py, "client_address")),
        };
        let text = |value: Bound<'py, PyAny>| value.extract::<String>().ok();
        let mut request_id = None;
        if let Some(wanted) = request_id_header {
            for (name, value) in &self.headers {
                if request_id.is_none() && field(name)?.eq_ignore_ascii_case(wanted) {
                    request_id = Some(field(value)?.into_owned());
                }
            }
        }
        let method = member(intern!(py, "method")).and_then(text);
        let address = client.and_then(text).unwrap_or_default();
        Ok(Described::new(method.unwrap_or_default(), address, request_id.unwrap_or_default()))
    }

    /// Hands over the header fields that the core reads, and no others.
    pub(crate) fn with<T>(
        &self,
        header_names: &[String],
        now: UnixTime,
        ask: impl FnOnce(&doorward::Request<'_>) -> T,
    ) -> PyResult<T> {
        let mut fields = Vec::with_capacity(header_names.len());
        for (name, value) in &self.headers {
            let name = field(name)?;
            if header_names.iter().any(|wanted| wanted.eq_ignore_ascii_case(&name)) {
                fields.push((name, field(value)?));
            }
        }
        let fields: Vec<_> =
            fields.iter().map(|(name, value)| (name.as_ref(), value.as_ref())).collect();
        Ok(ask(&doorward::Request::http(&self.url, &fields, now)))
    }
}

fn pairs<'py>(
    headers: &Bound<'py, PyAny>,
) -> PyResult<Vec<(Bound<'py, PyAny>, Bound<'py, PyAny>)>> {
    let is_text =
        |it: &Bound<'py, PyAny>| it.is_instance_of::<PyString>() || it.is_instance_of::<PyBytes>();
    if !headers.is_exact_instance_of::<PyList>()
        && (is_text(headers) || headers.cast::<PyMapping>().is_ok())
    {
        return Err(PyTypeError::new_err(format!(
            "headers: a list of (name, value) expected, not {}",
            headers.get_type().name()?
        )));
    }
    let mut found = Vec::with_capacity(headers.len().unwrap_or_default());
    for pair in headers.try_iter()? {
        let pair = pair?;
        if let Ok(pair) = pair.cast_exact::<PyTuple>()
            && pair.len() == 2
        {
            found.push((pair.get_item(0)?, pair.get_item(1)?));
            continue;
        }
        if is_text(&pair) || pair.len()? != 2 {
            return Err(PyTypeError::new_err("headers: pairs of a name and a value expected"));
        }
        found.push((pair.get_item(0)?, pair.get_item(1)?));
    }
    Ok(found)
}

/// Path and query as the client sent them.
fn target(scope: &Bound<'_, PyDict>) -> PyResult<String> {
    let py = scope.py();
    let mut url = match scope.get_item(intern!(py, "raw_path"))? {
        Some(raw) if raw.is_truthy()? => field(&raw)?.into_owned(),
        _ => quoted(scope)?,
    };
    if let Some(query) = scope.get_item(intern!(py, "query_string"))? {
        url.push('?');
        url.push_str(&field(&query)?);
    }
    // ASGI has cut path and query already: a `#` that is left in them begins no fragment.
    Ok(if url.contains('#') { url.replace('#', "%23") } else { url })
}

/// A server may give the decoded path only. Encoded again, it cannot look like a query.
fn quoted(scope: &Bound<'_, PyDict>) -> PyResult<String> {
    static QUOTE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let py = scope.py();
    let Some(path) = scope.get_item(intern!(py, "path"))? else { return Ok("/".to_owned()) };
    QUOTE.import(py, "urllib.parse", "quote")?.call1((path,))?.extract()
}
