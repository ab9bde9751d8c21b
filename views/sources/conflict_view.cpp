// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/conflict_view.h"

#include "model/core/continue_on.h"
#include "model/items/cell_text.h"
#include "model/ports/metric_catalog.h"
#include "views/browser/fact_list.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QJsonArray>
#include <QJsonDocument>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

const QString kName = u"name"_s;
const QString kDescription = u"description"_s;

QString textOf(const QJsonValue &value)
{
    if (value.isString())
        return value.toString();
    if (value.isObject())
        return QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    if (value.isArray())
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact));
    return value.toVariant().toString();
}

QString orNothing(const QString &text)
{
    return text.isEmpty() ? u"\u2014"_s : text;
}

} // namespace

ConflictView::ConflictView(MetricCatalog &catalog, const Formatter &formatter, QWidget *parent)
    : QWidget(parent)
    , m_catalog(catalog)
    , m_formatter(formatter)
    , m_here(new FactList(this))
    , m_there(new FactList(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    const auto addSide = [this, layout](FactList *facts, const QString &choice, const QString &help,
                                        void (ConflictView::*chosen)()) {
        auto *side = new QFrame(this);
        side->setProperty("note", true);
        auto *button = new QPushButton(choice, side);
        button->setToolTip(help);
        button->setAutoDefault(false);
        auto *lines = new QVBoxLayout(side);
        lines->setContentsMargins(10, 6, 8, 6);
        lines->addWidget(facts);
        lines->addStretch(1);
        lines->addWidget(button, 0, Qt::AlignLeft);
        layout->addWidget(side, 1);
        connect(button, &QPushButton::clicked, this, chosen);
    };
    addSide(m_here, tr("&Keep mine"), tr("Overwrites what the source has with what is here"),
            &ConflictView::keepMineRequested);
    addSide(m_there, tr("Ta&ke theirs"),
            tr("Brings what the source has into this store; this can be undone"),
            &ConflictView::takeTheirsRequested);
}

void ConflictView::showConflict(const OutboxItem &item, const QString &source)
{
    const std::uint64_t generation = ++m_generation;
    showHere(item, {});
    QList<Fact> there;
    const RemoteImage theirs = item.theirs.value_or(RemoteImage());
    if (theirs.fields.contains(kGoneField)) {
        there.append({tr("State"), tr("removed there")});
    } else if (item.key.kind == OutboxKind::Record) {
        there = {{tr("Value"), exactValueCell(m_formatter, theirs.value, {})},
                 {tr("Device"), orNothing(theirs.device.value_or(QString()))}};
    } else {
        for (const QString &field : theirs.fields.keys()) {
            const QString name = field == kName          ? tr("Name")
                                 : field == kDescription ? tr("Description")
                                                         : field;
            there.append({name, orNothing(textOf(theirs.fields.value(field)))});
        }
    }
    m_there->setFacts(tr("At %1").arg(source), {}, there);
    if (item.key.kind != OutboxKind::Definition || item.isRemoval)
        return;
    continueOn(this, m_catalog.find(item.name),
               [this, generation, item](const Result<Definition> &definition) {
                   if (generation == m_generation && definition)
                       showHere(item, orNothing(definition->description.value_or(QString())));
               });
}

void ConflictView::showHere(const OutboxItem &item, const QString &description)
{
    QList<Fact> here;
    if (item.isRemoval)
        here.append({tr("State"), tr("removed here")});
    else if (item.key.kind == OutboxKind::Record)
        here.append({tr("Value"), exactValueCell(m_formatter, item.value, {})});
    else
        here.append({tr("Name"), orNothing(item.name)});
    if (!description.isEmpty())
        here.append({tr("Description"), description});
    m_here->setFacts(tr("Here"), {}, here);
}

} // namespace tidemark
