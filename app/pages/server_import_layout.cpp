// SPDX-License-Identifier: GPL-3.0-or-later
// The fields of the import from a Prometheus server and where they lie.
#include "app/pages/server_import_dialog.h"
#include "views/sources/token_field.h"
#include "views/sources/trust_field.h"
#include "views/tables/message_strip.h"

#include <QComboBox>
#include <QCompleter>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

constexpr QSize kServerImportSize(760, 640);
constexpr int kTitleMargin = 36; ///< beside a title, both sides together

} // namespace

void ServerImportDialog::buildFields()
{
    m_address->setAccessibleName(tr("Server"));
    m_address->setPlaceholderText(tr("http://localhost:9090"));
    m_address->setInputMethodHints(Qt::ImhUrlCharactersOnly | Qt::ImhNoAutoUppercase);
    m_connect->setToolTip(tr("Asks the server which metrics it has"));
    m_expression->setEditable(true);
    m_expression->setInsertPolicy(QComboBox::NoInsert);
    m_expression->setAccessibleName(tr("Metric or expression"));
    m_expression->completer()->setFilterMode(Qt::MatchContains);
    m_expression->completer()->setCompletionMode(QCompleter::PopupCompletion);
    m_expression->lineEdit()->setPlaceholderText(tr("a metric, or an expression of PromQL"));
    m_from->setAccessibleName(tr("From"));
    m_from->setText(u"now-1d"_s);
    m_to->setAccessibleName(tr("To"));
    m_to->setText(u"now"_s);
    m_step->setAccessibleName(tr("Step"));
    m_step->setPlaceholderText(tr("as fine as one answer can have; else for example 15s"));
    m_metric->setAccessibleName(tr("Into the metric"));
    m_metric->setPlaceholderText(tr("each series by its own name"));
    m_note->setWordWrap(true);
    m_preview->setColumnCount(4);
    m_preview->setHorizontalHeaderLabels(
        {tr("Series"), tr("Values seen"), tr("First"), tr("Last")});
    m_preview->setAccessibleName(tr("What would come"));
    m_preview->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_preview->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_preview->setTabKeyNavigation(false);
    m_preview->setShowGrid(false);
    m_preview->verticalHeader()->hide();
    m_preview->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_preview->horizontalHeaderItem(kValuesColumn)
        ->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_preview->horizontalHeader()->setStretchLastSection(true);
    for (QLineEdit *edit : {m_address, m_from, m_to, m_step, m_metric})
        connect(edit, &QLineEdit::textChanged, this, &ServerImportDialog::forgetPreview);
    connect(m_address, &QLineEdit::textChanged, this, [this] { m_token->setKept({}); });
    connect(m_expression, &QComboBox::editTextChanged, this, &ServerImportDialog::forgetPreview);
    connect(m_token, &TokenField::edited, this, &ServerImportDialog::validate);
    connect(m_trust, &TrustField::edited, this, &ServerImportDialog::validate);
    connect(m_connect, &QPushButton::clicked, this, [this] { ask(Next::Metrics); });
    connect(m_look, &QPushButton::clicked, this, [this] { ask(Next::Preview); });
    connect(m_import, &QPushButton::clicked, this, [this] { ask(Next::Import); });
}

/// The style sheet draws titles heavier than the header reckons with.
void ServerImportDialog::fitPreview()
{
    m_preview->resizeColumnsToContents();
    QFont titles = m_preview->horizontalHeader()->font();
    titles.setWeight(QFont::DemiBold);
    const QFontMetrics metrics(titles);
    for (int column = 0; column < m_preview->columnCount(); ++column) {
        const int title =
            metrics.horizontalAdvance(m_preview->horizontalHeaderItem(column)->text());
        m_preview->setColumnWidth(column,
                                  std::max(m_preview->columnWidth(column), title + kTitleMargin));
    }
}

void ServerImportDialog::addRow(QFormLayout &form, const QString &label, QWidget *field)
{
    auto *text = new QLabel(label, this);
    text->setMinimumHeight(m_address->sizeHint().height()); // level with the field's first line
    text->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    text->setBuddy(field->focusProxy() ? field->focusProxy() : field);
    form.addRow(text, field);
}

void ServerImportDialog::buildLayout()
{
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    auto *server = new QWidget(this);
    auto *line = new QHBoxLayout(server);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_address, 1);
    line->addWidget(m_connect);
    server->setFocusProxy(m_address);
    addRow(*form, tr("&Server"), server);
    addRow(*form, tr("To&ken"), m_token);
    addRow(*form, tr("Certi&ficates"), m_trust);
    addRow(*form, tr("&Metric or expression"), m_expression);
    auto *range = new QWidget(this);
    auto *times = new QHBoxLayout(range);
    times->setContentsMargins(0, 0, 0, 0);
    auto *to = new QLabel(tr("t&o", "from ... to ..."), this);
    to->setBuddy(m_to);
    times->addWidget(m_from, 1);
    times->addWidget(to);
    times->addWidget(m_to, 1);
    range->setFocusProxy(m_from);
    addRow(*form, tr("F&rom"), range);
    addRow(*form, tr("S&tep"), m_step);
    addRow(*form, tr("I&nto the metric"), m_metric);
    form->addRow(QString(), m_note);
    m_import->setProperty("variant", u"primary"_s);
    m_import->setDefault(true);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    for (QPushButton *button : {m_connect, m_look, cancel})
        button->setAutoDefault(false);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_look);
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(m_import);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(m_preview, 1);
    layout->addWidget(m_strip);
    layout->addLayout(buttons);
    QWidget::setTabOrder(m_address, m_connect);
    QWidget::setTabOrder(m_look, cancel);
    QWidget::setTabOrder(cancel, m_import);
    resize(kServerImportSize);
}

} // namespace tidemark
