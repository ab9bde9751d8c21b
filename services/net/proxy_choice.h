// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QNetworkAccessManager;

namespace tidemark::net {

/// Lets the manager use the proxy that this computer's settings name, and none for this computer
/// itself: a local server must not become unreachable by a company's proxy.
void useSystemProxy(QNetworkAccessManager &manager);

} // namespace tidemark::net
