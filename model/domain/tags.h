// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QString>

namespace tidemark {

/// Key and value labels in key order. Keys and values are NFC text; neither may be empty.
using TagMap = QMap<QString, QString>;

} // namespace tidemark
