// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/export_options.h"
#include "model/time/timestamp.h"

#include <QByteArray>

namespace tidemark::exchange {

/// Writes instants into files in one form and zone (X5). ISO text is read back to the same
/// nanosecond; an offset with seconds, as zones had before about 1930, is written as `Z`, because
/// ISO 8601 offsets hold minutes. One thread.
class TimeWriter
{
public:
    TimeWriter(TimeForm form, Zone zone, const QLocale &locale);

    /// UTF-8 text without the delimiter's quotes.
    void append(QByteArray &out, Timestamp time);

    /// What the name of a time column ends with: `_ns` and its like for epoch forms, else nothing.
    [[nodiscard]] QString columnSuffix() const;
    /// True when the zone's name must stand in a column of its own.
    [[nodiscard]] bool wantsZoneColumn() const noexcept { return m_form == TimeForm::LocaleText; }

private:
    void appendIso(QByteArray &out, Timestamp time, std::int64_t offset_s) const;
    void appendLocale(QByteArray &out, Timestamp time);

    TimeForm m_form;
    Zone m_zone;
    QLocale m_locale;
    QString m_dateFormat;
    std::optional<CivilDate> m_lastDate; ///< the day that m_lastDateText shows
    QByteArray m_lastDateText;
};

} // namespace tidemark::exchange
