// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace tidemark::http {

/// What the layer itself answers instead of handing a request on.
struct Refusal
{
    int status = 400;
    QString message; ///< one sentence for the client's log, English

    friend bool operator==(const Refusal &, const Refusal &) = default;
};

} // namespace tidemark::http
