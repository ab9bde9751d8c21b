// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/receiver_settings.h"
#include "model/domain/formatter.h"
#include "model/domain/user_names.h"
#include "views/theme/theme.h"

#include <QMap>
#include <QSize>
#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>

class QSettings;

namespace tidemark {

/// What a person chose for the program as a whole; one struct, one reader and one writer. What
/// belongs to a window and its tabs is in WindowSession.
struct Settings
{
    static constexpr int kVersion = 1;

    theme::Mode themeMode = theme::Mode::System;
    QString zoneId;                         ///< empty: the system's zone
    std::optional<Qt::DayOfWeek> weekStart; ///< absent: the locale's
    TimeStyle timeStyle;                    ///< absent parts: the locale's (N9)
    ByteStyle byteStyle = ByteStyle::Iec;   ///< prefixes of bytes (N2)
    QStringList recentStores;               ///< newest first
    QStringList recentRanges;               ///< texts of TimeRange, newest first
    QString lastStore;                      ///< opened at the next start
    QMap<QString, QString> exportPresets;   ///< content to the preset used last, as keys (X4)
    bool showsEntryHint = true;             ///< until dismissed for good (F4)
    bool restoresSession = true;
    std::optional<std::chrono::milliseconds> liveRefresh; ///< absent: as values arrive (V1)
    bool patternsForAllSeries = false;                    ///< dashes from the first series on (L5)
    QMap<QString, QSize> dialogSizes;                     ///< by object name (W10)
    ReceiverPlans receivers;                              ///< by the path of the store
    UserNames userNames;

    friend bool operator==(const Settings &, const Settings &) = default;
};

inline constexpr qsizetype kRecentStores = 10;
inline constexpr qsizetype kRecentRanges = 12;

/// Values that are missing or make no sense become the defaults. GUI thread, at the start.
[[nodiscard]] Settings readSettings(const QSettings &file);
/// Hands the values to `file`, which writes them when it is synchronised.
void writeSettings(QSettings &file, const Settings &settings);

/// How numbers and times are written by these settings.
[[nodiscard]] FormatChoices formatChoices(const Settings &settings, const QLocale &locale);

/// `text` put first in a list without doubles that holds `capacity` at most.
void putFirst(QStringList &list, const QString &text, qsizetype capacity);

} // namespace tidemark
