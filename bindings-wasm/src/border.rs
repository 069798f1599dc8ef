//! Ways over the border that were measured and not taken.

use doorward::{Principal, Request, Step, UnixTime};
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::engine::{Engine, Requirement};

#[wasm_bindgen]
impl Engine {
    /// The decision alone: text in, a flag out.
    #[wasm_bindgen(js_name = borderFlag)]
    pub fn border_flag(&self, credential: &str, requirement: &Requirement, now: f64) -> bool {
        self.border(credential, requirement, now).is_some()
    }

    /// The principal built as an object, member by member; the claims as text.
    #[wasm_bindgen(js_name = borderBuilt)]
    pub fn border_built(&self, credential: &str, requirement: &Requirement, now: f64) -> JsValue {
        let Some(principal) = self.border(credential, requirement, now) else {
            return JsValue::NULL;
        };
        let object = Object::new();
        let set = |name: &str, value: JsValue| {
            let _ = Reflect::set(&object, &name.into(), &value);
        };
        let text = |text: Option<&str>| text.map_or(JsValue::NULL, Into::into);
        let list =
            |texts: Vec<&str>| texts.into_iter().map(JsValue::from).collect::<Array>().into();
        // No time of a token in use is above 2^53.
        #[allow(clippy::cast_precision_loss)]
        let time = |time: Option<UnixTime>| {
            time.map_or(JsValue::NULL, |time| JsValue::from_f64(time.seconds() as f64))
        };
        set("subject", text(principal.subject()));
        set("issuer", text(principal.issuer()));
        set("clientId", text(principal.client_id()));
        set("audience", list(principal.audience().collect()));
        set("scopes", list(principal.scopes().collect()));
        set("expiresAt", time(principal.expires_at()));
        set("issuedAt", time(principal.issued_at()));
        set("tokenId", text(principal.token_id()));
        set("credential", principal.credential().name().into());
        set("keyId", text(principal.key_id()));
        set("actors", Array::new().into());
        set("tier", text(principal.tier()));
        set("claims", principal.claims_json().into());
        object.into()
    }
}

impl Engine {
    fn border(&self, credential: &str, requirement: &Requirement, now: f64) -> Option<Principal> {
        let request = Request::credential(credential, UnixTime::from_seconds_f64(now)?);
        match self.verifier.begin(&request, &requirement.0) {
            Step::Done(decision) => decision.outcome.ok(),
            Step::Need(..) => None,
        }
    }
}
