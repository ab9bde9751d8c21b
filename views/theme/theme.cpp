// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/theme.h"

#include "views/theme/application_style.h"
#include "views/theme/contrast.h"
#include "views/theme/system_appearance.h"

#include <QApplication>

namespace tidemark::theme {

Theme::Theme(QObject *parent)
    : Theme(std::unique_ptr<SystemAppearance>(), parent)
{}

Theme::Theme(std::unique_ptr<SystemAppearance> appearance, QObject *parent)
    : QObject(parent)
    , m_appearance(std::move(appearance))
{
    const QPalette before = QGuiApplication::palette();
    m_paletteWasDark = relativeLuminance(before.color(QPalette::Window)) <
                       relativeLuminance(before.color(QPalette::WindowText));
    if (m_appearance)
        connect(m_appearance.get(), &SystemAppearance::appearanceChanged, this, &Theme::resolve);
    m_look = resolvedLook();
}

Theme::~Theme() = default;

void Theme::setMode(Mode mode)
{
    m_mode = mode;
    resolve();
}

Look Theme::resolvedLook() const
{
    const bool systemDark =
        m_appearance ? m_appearance->prefersDark().value_or(m_paletteWasDark) : m_paletteWasDark;
    const bool systemHigh = m_appearance && m_appearance->prefersHighContrast().value_or(false);
    switch (m_mode) {
    case Mode::Light:
        return Look::Light;
    case Mode::Dark:
        return Look::Dark;
    case Mode::HighContrast:
        return systemDark ? Look::HighContrastDark : Look::HighContrastLight;
    case Mode::System:
        break;
    }
    if (systemHigh)
        return systemDark ? Look::HighContrastDark : Look::HighContrastLight;
    return systemDark ? Look::Dark : Look::Light;
}

void Theme::resolve()
{
    const Look look = resolvedLook();
    if (look == m_look)
        return;
    m_look = look;
    Q_EMIT changed();
}

void Theme::applyTo(QApplication &application)
{
    application.setStyle(createApplicationStyle());
    application.setFont(applicationFont(application.font()));
    dress(application);
    connect(this, &Theme::changed, &application, [this, &application] { dress(application); });
}

void Theme::dress(QApplication &application) const
{
    QApplication::setPalette(toQPalette(palette()));
    application.setStyleSheet(styleSheet(palette(), QFontMetrics(application.font())));
}

} // namespace tidemark::theme
