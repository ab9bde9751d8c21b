// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/application_style.h"

#include "views/logging.h"
#include "views/theme/resources.h"

#include <QCheckBox>
#include <QFile>
#include <QFontDatabase>
#include <QHash>
#include <QHeaderView>
#include <QPainter>
#include <QProxyStyle>
#include <QRadioButton>
#include <QRegularExpression>
#include <QStyleFactory>
#include <QStyleOption>
#include <QTabBar>

#include <algorithm>
#include <cmath>

namespace tidemark::theme {

using namespace Qt::StringLiterals;

namespace {

constexpr int kFocusWidth = 2;

/// Fusion, with a focus frame that is 2 px wide and in the palette's highlight colour, and with
/// headings that stand where their cells do.
class ApplicationStyle final : public QProxyStyle
{
public:
    ApplicationStyle()
        : QProxyStyle(u"Fusion"_s)
    {}

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override
    {
        if (element != PE_FrameFocusRect) {
            QProxyStyle::drawPrimitive(element, option, painter, widget);
            return;
        }
        // The style sheet draws a border around these.
        if (qobject_cast<const QTabBar *>(widget) || qobject_cast<const QCheckBox *>(widget) ||
            qobject_cast<const QRadioButton *>(widget))
            return;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QPen(option->palette.color(QPalette::Highlight), kFocusWidth));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(option->rect).adjusted(1, 1, -1, -1), 4, 4);
        painter->restore();
    }

    // A style sheet with arrows takes their width from every heading, sorted by or not, so that
    // a heading on the right would stand to the left of its cells. What it takes is given back.
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget) const override
    {
        const auto *heading = qstyleoption_cast<const QStyleOptionHeader *>(option);
        const auto *view = qobject_cast<const QHeaderView *>(widget);
        if (element != CE_HeaderLabel || !heading || !view ||
            heading->orientation != Qt::Horizontal || heading->direction != Qt::LeftToRight ||
            heading->sortIndicator != QStyleOptionHeader::None) {
            QProxyStyle::drawControl(element, option, painter, widget);
            return;
        }
        QStyleOptionHeader whole = *heading;
        const int begin = view->sectionViewportPosition(heading->section);
        const int padding = heading->rect.left() - begin;
        whole.rect.setRight(begin + view->sectionSize(heading->section) - 1 - padding);
        QProxyStyle::drawControl(element, &whole, painter, widget);
    }

    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                  QStyleHintReturn *data) const override
    {
        switch (hint) {
        case SH_EtchDisabledText:
        case SH_UnderlineShortcut:
            return 0;
        case SH_ItemView_ShowDecorationSelected:
            return 1;
        case SH_ToolTip_WakeUpDelay:
            return 500;
        default:
            return QProxyStyle::styleHint(hint, option, widget, data);
        }
    }

    int pixelMetric(PixelMetric metric, const QStyleOption *option,
                    const QWidget *widget) const override
    {
        switch (metric) {
        case PM_SmallIconSize:
        case PM_ButtonIconSize:
        case PM_ToolBarIconSize:
            // Glyphs grow with the text beside them.
            return std::max(16, QFontMetrics(QFont()).height());
        default:
            return QProxyStyle::pixelMetric(metric, option, widget);
        }
    }
};

QHash<QString, QString> tokens(const Palette &p, const QFontMetrics &metrics)
{
    const auto px = [&metrics](double heights) -> QString {
        return QString::number(static_cast<int>(std::lround(metrics.height() * heights))) % u"px"_s;
    };
    return {
        {u"window"_s, p.window.name()},
        {u"surface"_s, p.surface.name()},
        {u"subtle"_s, p.subtle.name()},
        {u"border"_s, p.border.name()},
        {u"line"_s, p.line.name()},
        {u"text"_s, p.text.name()},
        {u"muted"_s, p.mutedText.name()},
        {u"disabled"_s, p.disabledText.name()},
        {u"accent"_s, p.accent.name()},
        {u"accent-hover"_s, p.accentHover.name()},
        {u"on-accent"_s, p.onAccent.name()},
        {u"accent-soft"_s, p.accentSoft.name()},
        {u"accent-text"_s, p.accentText.name()},
        {u"focus"_s, p.focusRing.name()},
        {u"annotation"_s, p.annotation.name()},
        {u"good"_s, p.good.name()},
        {u"caution"_s, p.caution.name()},
        {u"bad"_s, p.bad.name()},
        {u"info"_s, p.info.name()},
        {u"glyphs"_s, p.isDark() ? u":/tidemark/styles/dark"_s : u":/tidemark/styles/light"_s},
        {u"control"_s, px(1.55)},
        {u"target"_s, u"24px"_s},
        {u"indicator"_s, px(1.0)},
        {u"arrow"_s, px(0.65)},
        {u"gap"_s, px(0.35)},
        {u"row"_s, px(1.5)},
    };
}

} // namespace

QStyle *createApplicationStyle()
{
    return new ApplicationStyle; // QApplication::setStyle takes it
}

QFont applicationFont(const QFont &system)
{
    QFont font = system;
    if (QFontDatabase::hasFamily(u"Inter"_s))
        font.setFamilies({u"Inter"_s, system.family()});
    return font;
}

QString styleSheet(const Palette &palette, const QFontMetrics &metrics)
{
    ensureResources();
    QFile file(u":/tidemark/styles/application.qss"_s);
    if (!file.open(QIODevice::ReadOnly)) {
        qCWarning(lcViews, "The style sheet is missing from the program's resources.");
        return {};
    }
    const QString source = QString::fromUtf8(file.readAll());
    const auto values = tokens(palette, metrics);
    static const QRegularExpression token(u"@([a-z-]+)@"_s);
    QString sheet;
    qsizetype from = 0;
    for (auto match = token.globalMatch(source); match.hasNext();) {
        const QRegularExpressionMatch found = match.next();
        sheet += QStringView(source).mid(from, found.capturedStart() - from);
        sheet += values.value(found.captured(1));
        from = found.capturedEnd();
    }
    sheet += QStringView(source).mid(from);
    return sheet;
}

} // namespace tidemark::theme
