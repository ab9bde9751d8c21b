// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QLocale>
#include <QString>
#include <QStringView>

namespace tidemark {

/// The shortest text that parseValue() reads back to the same bits (E6): the locale's digits and
/// decimal sign, no grouping, `-` and `e`. For a finite value. Any thread.
[[nodiscard]] QString editText(double value, const QLocale &locale);

/// The typed number moved by `steps` units of its last decimal (E4): `1.9` up gives `2.0`. The
/// number of decimals, an exponent, a suffix and a unit stay; groups go. Empty text counts as 0.
/// Errors: InvalidArgument when the text does not start with a number; arithmetic is not stepped.
[[nodiscard]] Result<QString> stepText(QStringView text, int steps, const QLocale &locale);

} // namespace tidemark
