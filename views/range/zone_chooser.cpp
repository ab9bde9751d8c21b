// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/range/zone_chooser.h"

#include "model/core/text.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QString folded(const QString &text)
{
    return searchFolded(text).replace(u'_', u' ');
}

} // namespace

QStringList zonesMatching(const QStringList &ids, const QString &text)
{
    const QStringList words = folded(text).split(u' ', Qt::SkipEmptyParts);
    QStringList found;
    for (const QString &id : ids) {
        const QString name = folded(id);
        if (std::all_of(words.begin(), words.end(),
                        [&](const QString &word) { return name.contains(word); }))
            found.append(id);
    }
    const QString system = Zone::system().id();
    for (const QString &first : {system, u"UTC"_s}) {
        if (found.removeAll(first) > 0)
            found.prepend(first);
    }
    return found;
}

ZoneChooser::ZoneChooser(QWidget *parent)
    : QWidget(parent)
    , m_ids(Zone::availableIds())
    , m_current(new QLabel(this))
    , m_search(new QLineEdit(this))
    , m_list(new QListWidget(this))
{
    m_search->setPlaceholderText(tr("Search a zone, such as Berlin"));
    m_search->setAccessibleName(tr("Search a time zone"));
    m_search->setClearButtonEnabled(true);
    m_search->installEventFilter(this);
    m_list->setAccessibleName(tr("Time zones"));
    m_list->setUniformItemSizes(true);
    auto *quick = new QHBoxLayout;
    for (const QString &id : {u"UTC"_s, Zone::system().id()}) {
        auto *button = new QToolButton(this);
        button->setText(id == "UTC"_L1 ? id : tr("System: %1").arg(id));
        connect(button, &QToolButton::clicked, this, [this, id] { choose(id); });
        quick->addWidget(button);
        if (Zone::system().isUtc())
            break; // both are the same
    }
    quick->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_current);
    layout->addLayout(quick);
    layout->addWidget(m_search);
    layout->addWidget(m_list, 1);
    connect(m_search, &QLineEdit::textChanged, this, &ZoneChooser::search);
    connect(m_list, &QListWidget::itemActivated, this,
            [this](const QListWidgetItem *item) { choose(item->text()); });
    connect(m_list, &QListWidget::itemClicked, this,
            [this](const QListWidgetItem *item) { choose(item->text()); });
    search({});
    showCurrent();
}

void ZoneChooser::setZone(const Zone &zone)
{
    m_zone = zone;
    showCurrent();
}

QStringList ZoneChooser::shownIds() const
{
    QStringList ids;
    for (int row = 0; row < m_list->count(); ++row)
        ids.append(m_list->item(row)->text());
    return ids;
}

bool ZoneChooser::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Down || key->key() == Qt::Key_Up) {
            QApplication::sendEvent(m_list, event);
            return true;
        }
        if ((key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) &&
            m_list->currentItem()) {
            choose(m_list->currentItem()->text());
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void ZoneChooser::search(const QString &text)
{
    m_list->clear();
    m_list->addItems(zonesMatching(m_ids, text));
    m_list->setCurrentRow(0);
}

void ZoneChooser::choose(const QString &id)
{
    const Result<Zone> zone = Zone::fromId(id);
    if (!zone)
        return;
    setZone(*zone);
    Q_EMIT zoneChosen(m_zone);
}

void ZoneChooser::showCurrent()
{
    m_current->setText(tr("Time zone: %1").arg(m_zone.id()));
}

} // namespace tidemark
