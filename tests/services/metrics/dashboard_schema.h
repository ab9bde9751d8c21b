// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace tidemark::test {

/// What is wrong with a text as the data of a dashboard (metrics protocol, create_dashboard_data),
/// with the path to it; empty: nothing. Names that the shape does not know are wrong too.
[[nodiscard]] QString dashboardFault(const QByteArray &json);

} // namespace tidemark::test
