// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/configuration_field.h"

#include "views/sources/state_look.h"

#include <QComboBox>
#include <QEvent>
#include <QLabel>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark {

ConfigurationField::ConfigurationField(QWidget *parent)
    : QWidget(parent)
    , m_profiles(new QComboBox(this))
    , m_problem(new QLabel(this))
{
    m_profiles->setAccessibleName(tr("Roboto configuration"));
    m_profiles->setToolTip(
        tr("Takes address and token from the configuration of the Roboto SDK on this computer."));
    constexpr int kShortest = 20; // letters: a long address must not widen the form
    m_profiles->setMinimumContentsLength(kShortest);
    m_profiles->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_profiles->setFocusPolicy(Qt::StrongFocus); // not by the wheel
    m_profiles->installEventFilter(this);
    m_problem->setWordWrap(true);
    m_problem->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(3);
    layout->addWidget(m_profiles);
    layout->addWidget(m_problem);
    setFocusProxy(m_profiles);
    connect(m_profiles, &QComboBox::activated, this, [this](int row) {
        if (std::exchange(m_chosen, row) != row)
            Q_EMIT chosen();
    });
}

bool ConfigurationField::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_profiles && event->type() == QEvent::Wheel && !m_profiles->hasFocus()) {
        event->ignore();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void ConfigurationField::setOffers(const Result<std::vector<ConfiguredAccess>> &offers)
{
    m_offers = offers.value_or(std::vector<ConfiguredAccess>());
    m_profiles->clear();
    m_profiles->addItem(tr("Not used"));
    for (const ConfiguredAccess &offer : m_offers)
        m_profiles->addItem(offer.profile.isEmpty()
                                ? tr("From the environment: %1").arg(offer.endpoint)
                                : tr("Profile %1: %2").arg(offer.profile, offer.endpoint));
    m_profiles->setVisible(!m_offers.empty());
    showToned(m_problem, offers ? QString() : offers.error().message, u"caution"_s);
}

bool ConfigurationField::isWanted() const
{
    return !m_offers.empty() || !m_problem->text().isEmpty();
}

std::optional<ConfiguredAccess> ConfigurationField::choice() const
{
    const int offer = m_profiles->currentIndex() - 1; // the first is none of them
    if (offer < 0)
        return std::nullopt;
    return m_offers.at(static_cast<std::size_t>(offer));
}

void ConfigurationField::clearChoice()
{
    m_chosen = 0;
    m_profiles->setCurrentIndex(m_chosen);
}

} // namespace tidemark
