// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/net/http_fault.h"
#include "services/net/http_message.h"
#include "services/net/url_rules.h"

#include <tl/expected.hpp>

namespace tidemark::net {

/// Most redirects that one attempt follows.
inline constexpr int kMaxRedirects = 5;

/// Where redirects may lead. Only a GET is ever redirected: a write that was meant for one address
/// is not carried to another.
enum class Redirects
{
    SameOrigin,
    /// Also to another host, scheme or port, without the token; never from https to http.
    AnyOrigin,
};

/// The next request of a redirected one.
struct RedirectStep
{
    QUrl url;
    bool keepsToken = true;
};

/// Whether the status is one of a redirect that names its target.
[[nodiscard]] bool isRedirect(const HttpAnswer &answer);

/// What to do with a redirect of `method` from answer.url. `followed` counts earlier ones.
/// Faults: RedirectRefused, RedirectLoop.
[[nodiscard]] tl::expected<RedirectStep, HttpFailure>
followRedirect(const HttpAnswer &answer, HttpMethod method, Redirects rule, int followed);

} // namespace tidemark::net
