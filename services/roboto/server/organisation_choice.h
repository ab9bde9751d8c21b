// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/access.h"
#include "services/http/http_message.h"
#include "services/roboto/wire/roboto_error.h"

#include <tl/expected.hpp>

namespace tidemark::roboto {

/// The organisation that a request is about: the resource owner's (header
/// X-Roboto-Resource-Owner-Id, else parameter robotoResourceOwnerId), else the caller's
/// (X-Roboto-Org-Id, else robotoOrgId), else the token's only one. Errors: NoOrgProvided when the
/// token has several and none is named, Unauthorized (403) when the caller does not belong to the
/// named one, whether it exists or not. Source: roboto-api 1.3.
[[nodiscard]] tl::expected<QString, RobotoError>
chooseOrganisation(const Principal &principal, const http::HttpRequest &request);

/// The same for an organisation that the path names.
[[nodiscard]] tl::expected<QString, RobotoError> memberOf(const Principal &principal,
                                                          const QString &uid);

} // namespace tidemark::roboto
