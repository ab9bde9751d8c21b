// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace tidemark::test {

/// A map of figures as lines `key value`, so that failures read as a difference.
template <class Figures>
[[nodiscard]] QString printed(const Figures &figures)
{
    QStringList lines;
    for (const auto &[key, value] : figures)
        lines.append(QString::fromStdString(key) + u' ' +
                     QString::number(static_cast<double>(value), 'g', 15));
    return lines.join(u'\n');
}

} // namespace tidemark::test
