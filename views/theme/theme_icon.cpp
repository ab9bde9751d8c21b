// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/theme_icon.h"

#include "views/theme/resources.h"
#include "views/theme/theme.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmap>
#include <QPointer>
#include <QSvgRenderer>

#include <optional>

namespace tidemark::theme {

using namespace Qt::StringLiterals;

namespace {

/// Draws one SVG whose strokes say currentColor.
class ThemeIconEngine final : public QIconEngine
{
public:
    ThemeIconEngine(const Theme *theme, QByteArray svg, std::optional<StateColor> state)
        : m_theme(theme)
        , m_svg(std::move(svg))
        , m_state(state)
    {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        QByteArray svg = m_svg;
        svg.replace("currentColor", color(mode, state).name().toLatin1());
        QSvgRenderer(svg).render(painter, QRectF(rect));
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        if (size.isEmpty()) // of a button that was squeezed to nothing
            return {};
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return pixmap;
    }

    QIconEngine *clone() const override { return new ThemeIconEngine(*this); }
    QString key() const override { return u"tidemark-theme-icon"_s; }
    bool isNull() override { return m_svg.isEmpty(); }

private:
    [[nodiscard]] QColor color(QIcon::Mode mode, QIcon::State state) const
    {
        const Palette &palette = m_theme ? m_theme->palette() : paletteOf(Look::Light);
        if (mode == QIcon::Disabled)
            return palette.disabledText;
        if (m_state)
            return palette.state(*m_state);
        return state == QIcon::On ? palette.accentText : palette.icon;
    }

    QPointer<const Theme> m_theme;
    QByteArray m_svg;
    std::optional<StateColor> m_state;
};

QIcon makeIcon(const Theme &theme, const QString &name, std::optional<StateColor> state)
{
    ensureResources();
    QFile file(u":/tidemark/icons/"_s % name % u".svg"_s);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QIcon(new ThemeIconEngine(&theme, file.readAll(), state)); // QIcon takes the engine
}

} // namespace

QIcon themeIcon(const Theme &theme, const QString &name)
{
    return makeIcon(theme, name, std::nullopt);
}

QIcon stateIcon(const Theme &theme, StateColor state)
{
    switch (state) {
    case StateColor::Good:
        return makeIcon(theme, u"good"_s, state);
    case StateColor::Caution:
        return makeIcon(theme, u"caution"_s, state);
    case StateColor::Bad:
        return makeIcon(theme, u"bad"_s, state);
    case StateColor::Info:
        return makeIcon(theme, u"info"_s, state);
    }
    return {};
}

} // namespace tidemark::theme
