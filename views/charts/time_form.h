// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/time_formatter.h"

#include <QLocale>

namespace tidemark::charts {

/// How times are written on charts: as the locale does, but for what a person chose (N9).
struct TimeForm
{
    QLocale locale;
    TimeStyle style = {};

    friend bool operator==(const TimeForm &, const TimeForm &) = default;
};

} // namespace tidemark::charts
