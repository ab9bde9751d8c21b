// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings.h"

#include <QSettings>

#include <array>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array kModes{std::pair{theme::Mode::System, "system"_L1},
                            std::pair{theme::Mode::Light, "light"_L1},
                            std::pair{theme::Mode::Dark, "dark"_L1},
                            std::pair{theme::Mode::HighContrast, "high_contrast"_L1}};

constexpr std::array kDateOrders{std::pair{TimeStyle::DateOrder::DayMonthYear, "dmy"_L1},
                                 std::pair{TimeStyle::DateOrder::MonthDayYear, "mdy"_L1},
                                 std::pair{TimeStyle::DateOrder::YearMonthDay, "ymd"_L1}};

TimeStyle timeStyleFrom(const QSettings &file)
{
    TimeStyle style;
    const int hours = file.value(u"hours"_s).toInt();
    if (hours == 12 || hours == 24)
        style.uses24Hours = hours == 24;
    const QString order = file.value(u"date_order"_s).toString();
    for (const auto &[value, word] : kDateOrders) {
        if (order == word)
            style.dateOrder = value;
    }
    return style;
}

void writeTimeStyle(QSettings &file, const TimeStyle &style)
{
    file.setValue(u"hours"_s, style.uses24Hours ? (*style.uses24Hours ? 24 : 12) : 0);
    QString order;
    for (const auto &[value, word] : kDateOrders) {
        if (style.dateOrder == value)
            order = word;
    }
    file.setValue(u"date_order"_s, order);
}

/// `name=640x480`; what is no size is left out.
QMap<QString, QSize> sizesFrom(const QStringList &texts)
{
    constexpr int kMostSide = 16'000;
    QMap<QString, QSize> sizes;
    for (const QString &text : texts) {
        const qsizetype end = text.lastIndexOf(u'=');
        const QStringList sides = text.mid(end + 1).split(u'x');
        if (end < 1 || sides.size() != 2)
            continue;
        const QSize size(sides[0].toInt(), sides[1].toInt());
        if (!size.isEmpty() && size.width() <= kMostSide && size.height() <= kMostSide)
            sizes.insert(text.left(end), size);
    }
    return sizes;
}

QStringList textsOf(const QMap<QString, QSize> &sizes)
{
    QStringList texts;
    for (auto size = sizes.cbegin(); size != sizes.cend(); ++size)
        texts.append(u"%1=%2x%3"_s.arg(size.key()).arg(size->width()).arg(size->height()));
    return texts;
}

theme::Mode modeFromWord(const QString &word)
{
    for (const auto &[mode, name] : kModes) {
        if (word == name)
            return mode;
    }
    return theme::Mode::System;
}

QString wordOf(theme::Mode wanted)
{
    for (const auto &[mode, name] : kModes) {
        if (mode == wanted)
            return name;
    }
    return u"system"_s;
}

// `records=machine`, what makes no sense left out when it is used.
QMap<QString, QString> pairsFrom(const QStringList &texts)
{
    QMap<QString, QString> pairs;
    for (const QString &text : texts) {
        const qsizetype equals = text.indexOf(u'=');
        if (equals > 0)
            pairs.insert(text.first(equals), text.sliced(equals + 1));
    }
    return pairs;
}

QStringList pairTexts(const QMap<QString, QString> &pairs)
{
    QStringList texts;
    for (auto pair = pairs.cbegin(); pair != pairs.cend(); ++pair)
        texts << QString(pair.key() % u'=' % pair.value());
    return texts;
}

} // namespace

Settings readSettings(const QSettings &file)
{
    Settings settings;
    if (file.value(u"version"_s, Settings::kVersion).toInt() > Settings::kVersion)
        return settings; // a newer version means other things by these words
    settings.themeMode = modeFromWord(file.value(u"theme"_s).toString());
    settings.zoneId = file.value(u"zone"_s).toString();
    const int day = file.value(u"week_start"_s, 0).toInt();
    if (day >= Qt::Monday && day <= Qt::Sunday)
        settings.weekStart = static_cast<Qt::DayOfWeek>(day);
    settings.timeStyle = timeStyleFrom(file);
    settings.byteStyle =
        file.value(u"bytes"_s).toString() == "si"_L1 ? ByteStyle::Si : ByteStyle::Iec;
    settings.recentStores = file.value(u"recent_stores"_s).toStringList().mid(0, kRecentStores);
    settings.recentRanges = file.value(u"recent_ranges"_s).toStringList().mid(0, kRecentRanges);
    settings.lastStore = file.value(u"last_store"_s).toString();
    settings.exportPresets = pairsFrom(file.value(u"export_presets"_s).toStringList());
    settings.showsEntryHint = file.value(u"entry_hint"_s, true).toBool();
    settings.restoresSession = file.value(u"restore_session"_s, true).toBool();
    if (const int refresh_ms = file.value(u"live_refresh_ms"_s).toInt(); refresh_ms > 0)
        settings.liveRefresh = std::chrono::milliseconds(refresh_ms);
    settings.patternsForAllSeries = file.value(u"patterns"_s, false).toBool();
    settings.dialogSizes = sizesFrom(file.value(u"dialog_sizes"_s).toStringList());
    settings.userNames = userNamesFrom(file.value(u"user_names"_s).toStringList());
    settings.receivers = receiversFrom(file.value(u"receivers"_s).toStringList());
    return settings;
}

void writeSettings(QSettings &file, const Settings &settings)
{
    file.setValue(u"version"_s, Settings::kVersion);
    file.setValue(u"theme"_s, wordOf(settings.themeMode));
    file.setValue(u"zone"_s, settings.zoneId);
    file.setValue(u"week_start"_s, settings.weekStart ? int{*settings.weekStart} : 0);
    writeTimeStyle(file, settings.timeStyle);
    file.setValue(u"bytes"_s, settings.byteStyle == ByteStyle::Si ? u"si"_s : u"iec"_s);
    file.setValue(u"recent_stores"_s, settings.recentStores);
    file.setValue(u"recent_ranges"_s, settings.recentRanges);
    file.setValue(u"last_store"_s, settings.lastStore);
    file.setValue(u"export_presets"_s, pairTexts(settings.exportPresets));
    file.setValue(u"entry_hint"_s, settings.showsEntryHint);
    file.setValue(u"restore_session"_s, settings.restoresSession);
    file.setValue(u"live_refresh_ms"_s,
                  settings.liveRefresh ? static_cast<int>(settings.liveRefresh->count()) : 0);
    file.setValue(u"patterns"_s, settings.patternsForAllSeries);
    file.setValue(u"dialog_sizes"_s, textsOf(settings.dialogSizes));
    file.setValue(u"user_names"_s, textsOf(settings.userNames));
    file.setValue(u"receivers"_s, linesOf(settings.receivers));
}

FormatChoices formatChoices(const Settings &settings, const QLocale &locale)
{
    FormatChoices choices;
    choices.locale = locale;
    choices.zone = (settings.zoneId.isEmpty() ? Zone::system() : Zone::fromId(settings.zoneId))
                       .value_or(Zone::system());
    choices.weekStart = settings.weekStart;
    choices.timeStyle = settings.timeStyle;
    choices.numbers.byteStyle = settings.byteStyle;
    return choices;
}

void putFirst(QStringList &list, const QString &text, qsizetype capacity)
{
    list.removeAll(text);
    list.prepend(text);
    if (list.size() > capacity)
        list.resize(capacity);
}

} // namespace tidemark
