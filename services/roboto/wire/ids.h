// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/roboto/wire/object_reader.h"

namespace tidemark::roboto {

/// Takes an id that the client gives to something new (a device, a file): free text of 1 to
/// kIdMaxBytes in UTF-8.
[[nodiscard]] QString readId(ObjectReader &in, std::string_view name);

} // namespace tidemark::roboto
