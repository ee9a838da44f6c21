//! Values that JavaScript gets of results.
#![expect(unsafe_code, reason = "N-API's functions, used directly: each call from here to JavaScript's engine counts")]

use std::ptr::null_mut;

use napi::sys;

/// A Float64Array of its own, for a result that the arena does not hold; null if there is no memory for it.
pub(crate) unsafe fn create_cells(env: sys::napi_env, cells: &[f64]) -> sys::napi_value {
    let (mut buffer, mut start, mut array) = (null_mut(), null_mut(), null_mut());
    // SAFETY: the caller's environment; as many bytes are copied as were asked for.
    unsafe {
        let bytes = std::mem::size_of_val(cells);
        if sys::napi_create_arraybuffer(env, bytes, &raw mut start, &raw mut buffer) == sys::Status::napi_ok {
            std::ptr::copy_nonoverlapping(cells.as_ptr(), start.cast(), cells.len());
            let kind = sys::TypedarrayType::float64_array;
            sys::napi_create_typedarray(env, kind, cells.len(), buffer, 0, &raw mut array);
        }
    }
    array
}

/// Nothing, a string, or a list of strings.
pub(crate) unsafe fn create_texts(env: sys::napi_env, texts: &[String], result: *mut sys::napi_value) {
    // SAFETY: the caller's environment.
    unsafe {
        match texts {
            [] => {}
            [text] => create_string(env, text, result),
            several => {
                sys::napi_create_array_with_length(env, several.len(), result);
                for (place, text) in (0..).zip(several) {
                    let mut string = null_mut();
                    create_string(env, text, &raw mut string);
                    sys::napi_set_element(env, *result, place, string);
                }
            }
        }
    }
}

/// A string, by the faster way where it is ASCII.
pub(crate) unsafe fn create_string(env: sys::napi_env, text: &str, result: *mut sys::napi_value) {
    let (start, len) = (text.as_ptr().cast(), isize::try_from(text.len()).unwrap_or(isize::MAX));
    // SAFETY: the caller's environment; the text lives through the call.
    unsafe {
        if text.is_ascii() {
            sys::napi_create_string_latin1(env, start, len, result);
        } else {
            sys::napi_create_string_utf8(env, start, len, result);
        }
    }
}
