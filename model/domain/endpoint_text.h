// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace tidemark {

/// `host`, or `host:port` where the address names a port: how sentences speak of a service. The
/// text itself when it is no address.
[[nodiscard]] QString placeOfEndpoint(const QString &endpoint);
/// Scheme, host and port, the port always written out and the rest in lower case, so that equal
/// places are equal texts; the text itself when it is no address.
[[nodiscard]] QString originOfEndpoint(const QString &endpoint);
/// The same for people: without a port that goes without saying.
[[nodiscard]] QString addressOfOrigin(const QString &endpoint);
/// Plain HTTP to another machine: everything, the token too, can be read on the way (R1). False for
/// localhost and its sub-domains, 127.0.0.0/8 and ::1, and for a text that is no address yet.
[[nodiscard]] bool isReadableOnTheWay(const QString &endpoint);

} // namespace tidemark
