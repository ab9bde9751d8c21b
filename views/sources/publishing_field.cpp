// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/publishing_field.h"

#include "model/domain/formatter.h"
#include "model/items/source_words.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include <array>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

constexpr std::array<std::int64_t, 7> kIntervals_min{0, 1, 5, 15, 60, 360, 1440};

} // namespace

PublishingField::PublishingField(const Formatter &formatter, QWidget *parent)
    : QWidget(parent)
    , m_formatter(formatter)
    , m_level(new QComboBox(this))
    , m_interval(new QComboBox(this))
    , m_help(new QLabel(this))
{
    m_level->addItem(tr("Off"), static_cast<int>(PublishLevel::Off));
    m_level->addItem(tr("Summary"), static_cast<int>(PublishLevel::Summary));
    m_level->addItem(tr("Detailed"), static_cast<int>(PublishLevel::Detailed));
    m_level->setAccessibleName(tr("What is sent by itself"));
    for (const std::int64_t minutes : kIntervals_min)
        m_interval->addItem(intervalText(Timedelta(minutes * kNsPerMinute), formatter),
                            qint64{minutes * kNsPerMinute});
    m_interval->setAccessibleName(tr("How often it is sent"));
    m_help->setWordWrap(true);
    m_help->setProperty("tone", u"muted"_s);
    auto *line = new QHBoxLayout;
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_level, 1);
    line->addWidget(m_interval, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(3);
    layout->addLayout(line);
    layout->addWidget(m_help);
    setFocusProxy(m_level);
    connect(m_level, &QComboBox::currentIndexChanged, this, &PublishingField::showHelp);
    connect(m_level, &QComboBox::activated, this, &PublishingField::edited);
    connect(m_interval, &QComboBox::activated, this, &PublishingField::edited);
    showHelp();
}

void PublishingField::setLevel(PublishLevel level)
{
    m_level->setCurrentIndex(m_level->findData(static_cast<int>(level)));
}

void PublishingField::setInterval(Timedelta interval)
{
    if (m_interval->findData(qint64{interval.ns()}) < 0)
        m_interval->addItem(intervalText(interval, m_formatter), qint64{interval.ns()});
    m_interval->setCurrentIndex(m_interval->findData(qint64{interval.ns()}));
}

void PublishingField::setDropped(const QStringList &tags)
{
    m_dropped = tags;
    showHelp();
}

PublishLevel PublishingField::level() const
{
    return static_cast<PublishLevel>(m_level->currentData().toInt());
}

Timedelta PublishingField::interval() const
{
    return Timedelta(m_interval->currentData().toLongLong());
}

void PublishingField::showHelp()
{
    m_interval->setEnabled(level() != PublishLevel::Off);
    QString help = publishLevelHelp(level());
    if (level() == PublishLevel::Summary && !m_dropped.isEmpty())
        help += u' ' %
                tr("Of what waits now, it leaves out: %1.").arg(m_dropped.join(tr(", ", "list")));
    m_help->setText(help);
}

} // namespace tidemark
