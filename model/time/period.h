// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QString>
#include <QStringView>

#include <array>

namespace tidemark {

/// A calendar stretch by which values are aggregated.
enum class Period
{
    Daily,
    Weekly,
    Monthly,
    Quarterly,
    Yearly
};

inline constexpr std::array kAllPeriods{Period::Daily, Period::Weekly, Period::Monthly,
                                        Period::Quarterly, Period::Yearly};

/// The word of files and the command line, untranslated: `daily`, `weekly`, …
[[nodiscard]] QString periodId(Period period);
/// Reads periodId's words, in any case. Errors: InvalidArgument.
[[nodiscard]] Result<Period> periodFromId(QStringView id);
/// For people, translated: `Daily`, …
[[nodiscard]] QString periodName(Period period);
/// What one bucket is called, translated: `Day`, `Week`, …
[[nodiscard]] QString periodUnitName(Period period);

} // namespace tidemark
