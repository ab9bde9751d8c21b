// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/browser/fact_list.h"

#include "views/browser/fitted_label.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace tidemark {

FactList::FactList(QWidget *parent)
    : QWidget(parent)
    , m_heading(new FittedLabel(this))
    , m_lead(new FittedLabel(this))
    , m_grid(new QGridLayout)
{
    m_heading->setProperty("tone", u"heading"_s);
    m_heading->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_lead->setProperty("tone", u"muted"_s);
    m_lead->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_grid->setHorizontalSpacing(10);
    m_grid->setVerticalSpacing(3);
    m_grid->setColumnStretch(1, 1);
    m_grid->setColumnMinimumWidth(0, 84);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 10);
    layout->setSpacing(3);
    layout->addWidget(m_heading);
    layout->addWidget(m_lead);
    layout->addLayout(m_grid);
    hide();
}

void FactList::resizeTo(qsizetype count)
{
    while (m_names.size() > count) {
        m_names.takeLast()->deleteLater();
        m_values.takeLast()->deleteLater();
    }
    while (m_names.size() < count) {
        const int row = static_cast<int>(m_names.size());
        auto *name = new QLabel(this);
        name->setProperty("tone", u"muted"_s);
        auto *value = new FittedLabel(this);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        m_grid->addWidget(name, row, 0, Qt::AlignTop);
        m_grid->addWidget(value, row, 1, Qt::AlignTop);
        m_names << name;
        m_values << value;
    }
}

void FactList::setFacts(const QString &heading, const QString &lead, const QList<Fact> &facts)
{
    m_heading->setFullText(heading);
    m_heading->setAccessibleName(heading);
    m_lead->setFullText(lead);
    m_lead->setVisible(!lead.isEmpty());
    m_facts = facts;
    resizeTo(facts.size());
    for (qsizetype i = 0; i < facts.size(); ++i) {
        m_names[i]->setText(facts[i].name);
        m_values[i]->setFullText(facts[i].value);
        m_values[i]->setExactText(facts[i].exact);
        m_values[i]->setAccessibleName(
            tr("%1: %2", "name and value").arg(facts[i].name, facts[i].value));
    }
    setVisible(true);
}

void FactList::clear()
{
    m_facts.clear();
    resizeTo(0);
    hide();
}

QString FactList::text() const
{
    QStringList lines;
    for (const Fact &fact : m_facts)
        lines << fact.name + u'\t' + (fact.exact.isEmpty() ? fact.value : fact.exact);
    return lines.join(u'\n');
}

void FactList::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const Fact &fact : std::as_const(m_facts))
        menu->addAction(tr("Copy %1").arg(fact.name.toLower()), this, [fact] {
            QGuiApplication::clipboard()->setText(fact.exact.isEmpty() ? fact.value : fact.exact);
        });
    menu->addSeparator();
    menu->addAction(tr("Copy all"), this,
                    [this] { QGuiApplication::clipboard()->setText(text()); });
    menu->popup(event->globalPos());
}

} // namespace tidemark
