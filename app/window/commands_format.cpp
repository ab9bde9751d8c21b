// SPDX-License-Identifier: GPL-3.0-or-later
// How bytes, times and dates are written where a person wants it otherwise (N2, N9).
#include "app/settings_keeper.h"
#include "app/window/main_window.h"
#include "app/window/window_commands.h"

#include <array>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using DateOrder = TimeStyle::DateOrder;

struct HoursChoice
{
    QLatin1StringView id;
    std::optional<bool> uses24;
};
constexpr std::array kHours{HoursChoice{"hours.locale"_L1, std::nullopt},
                            HoursChoice{"hours.24"_L1, true}, HoursChoice{"hours.12"_L1, false}};

struct OrderChoice
{
    QLatin1StringView id;
    std::optional<DateOrder> order;
};
constexpr std::array kOrders{OrderChoice{"dates.locale"_L1, std::nullopt},
                             OrderChoice{"dates.dmy"_L1, DateOrder::DayMonthYear},
                             OrderChoice{"dates.mdy"_L1, DateOrder::MonthDayYear},
                             OrderChoice{"dates.ymd"_L1, DateOrder::YearMonthDay}};

struct BytesChoice
{
    QLatin1StringView id;
    ByteStyle style;
};
constexpr std::array kBytes{BytesChoice{"bytes.iec"_L1, ByteStyle::Iec},
                            BytesChoice{"bytes.si"_L1, ByteStyle::Si}};

template <class Edit>
void changeSettings(MainWindow &window, Edit edit)
{
    window.program().settings->change(edit);
    window.applyFormat();
}

} // namespace

void addFormatCommands(ActionRegistry &actions, MainWindow &window)
{
    const QString area = MainWindow::tr("Numbers and dates");
    const QStringList bytes{MainWindow::tr("Bytes as KiB, MiB (1024)"),
                            MainWindow::tr("Bytes as kB, MB (1000)")};
    for (std::size_t i = 0; i < kBytes.size(); ++i)
        actions.add({kBytes[i].id,
                     area,
                     bytes[static_cast<qsizetype>(i)],
                     {},
                     {},
                     {},
                     Qt::WindowShortcut,
                     true},
                    [&window, style = kBytes[i].style] {
                        changeSettings(window, [&](Settings &s) { s.byteStyle = style; });
                    });
    const QStringList hours{MainWindow::tr("Hours as usual here"), MainWindow::tr("24 hours"),
                            MainWindow::tr("12 hours, AM and PM")};
    for (std::size_t i = 0; i < kHours.size(); ++i)
        actions.add({kHours[i].id,
                     area,
                     hours[static_cast<qsizetype>(i)],
                     {},
                     {},
                     {},
                     Qt::WindowShortcut,
                     true},
                    [&window, uses24 = kHours[i].uses24] {
                        changeSettings(window,
                                       [&](Settings &s) { s.timeStyle.uses24Hours = uses24; });
                    });
    const QStringList orders{MainWindow::tr("Dates as usual here"),
                             MainWindow::tr("Day, month, year"), MainWindow::tr("Month, day, year"),
                             MainWindow::tr("Year, month, day")};
    for (std::size_t i = 0; i < kOrders.size(); ++i)
        actions.add({kOrders[i].id,
                     area,
                     orders[static_cast<qsizetype>(i)],
                     {},
                     {},
                     {},
                     Qt::WindowShortcut,
                     true},
                    [&window, order = kOrders[i].order] {
                        changeSettings(window, [&](Settings &s) { s.timeStyle.dateOrder = order; });
                    });
}

void checkFormat(MainWindow &window)
{
    const Settings &settings = window.program().settings->settings();
    for (const BytesChoice &choice : kBytes) {
        if (choice.style == settings.byteStyle)
            window.actions().action(choice.id)->setChecked(true);
    }
    const TimeStyle &style = settings.timeStyle;
    for (const HoursChoice &choice : kHours) {
        if (choice.uses24 == style.uses24Hours)
            window.actions().action(choice.id)->setChecked(true);
    }
    for (const OrderChoice &choice : kOrders) {
        if (choice.order == style.dateOrder)
            window.actions().action(choice.id)->setChecked(true);
    }
}

} // namespace tidemark
