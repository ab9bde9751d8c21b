// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/source_dialog.h"

#include "model/core/continue_on.h"
#include "model/ports/outbox_store.h"
#include "model/ports/source_links.h"
#include "model/ports/source_store.h"
#include "views/sources/connection_test.h"
#include "views/sources/source_form.h"
#include "views/sources/token_field.h"
#include "views/tables/message_strip.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

constexpr QSize kUsualSize(900, 580);
constexpr int kTestWidth = 360;

} // namespace

SourceDialog::SourceDialog(const SourceParts &parts, const SourceLink *edited, QWidget *parent)
    : QDialog(parent)
    , m_parts(parts)
    , m_source(edited ? std::optional(edited->source) : std::nullopt)
    , m_form(new SourceForm(*parts.formatter, this))
    , m_test(new ConnectionTest(
          *parts.links, *parts.theme, [this] { return m_form->draft(); }, this))
    , m_strip(new MessageStrip(*parts.theme, this))
    , m_save(new QPushButton(this))
{
    setWindowTitle(m_source ? tr("Edit the source %1").arg(m_source->name) : tr("Add a source"));
    m_save->setText(m_source ? tr("Save changes") : tr("Add source"));
    buildLayout();
    if (edited)
        m_form->fill(edited->source, edited->tokenPlace);
    connect(m_form, &SourceForm::edited, this, [this] {
        m_strip->clear();
        updateButtons();
    });
    connect(m_form, &SourceForm::connectionEdited, this, [this] { m_test->forget(); });
    connect(m_test, &ConnectionTest::certificateTrusted, this, [this](const QString &fingerprint) {
        m_form->setPin(fingerprint);
        m_test->start();
    });
    askForContext();
    updateButtons();
    m_form->setFocus(Qt::OtherFocusReason);
}

SourceDialog::~SourceDialog() = default;

void SourceDialog::startTest()
{
    m_test->start();
}

void SourceDialog::buildLayout()
{
    auto *buttons = new QDialogButtonBox(this);
    buttons->addButton(QDialogButtonBox::Cancel);
    m_save->setProperty("variant", u"primary"_s);
    buttons->addButton(m_save, QDialogButtonBox::AcceptRole);
    m_save->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &SourceDialog::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_test->setFixedWidth(kTestWidth);
    auto *form = new QScrollArea(this); // with all its notes it may be too high for a small screen
    form->setWidget(m_form);
    form->setWidgetResizable(true);
    form->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    form->setFocusPolicy(Qt::NoFocus);
    auto *sides = new QHBoxLayout;
    sides->setSpacing(16);
    sides->addWidget(form, 1);
    sides->addWidget(m_test);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(sides, 1);
    layout->addWidget(m_strip);
    layout->addWidget(buttons);
    resize(kUsualSize);
}

void SourceDialog::askForContext()
{
    continueOn(this, m_parts.links->hasKeyring(),
               [this](bool hasKeyring) { m_form->setHasKeyring(hasKeyring); });
    continueOn(this, m_parts.links->configuredAccess(),
               [this](const Result<std::vector<ConfiguredAccess>> &offers) {
                   m_form->setConfigured(offers);
               });
    if (!m_source)
        return;
    continueOn(this, m_parts.ports.outbox->preview(m_source->id, {}, {}),
               [this](const Result<OutboxPreview> &preview) {
                   if (preview)
                       m_form->setDropped(preview->droppedBySummary);
               });
}

void SourceDialog::updateButtons()
{
    m_save->setEnabled(!m_isSaving && m_form->isComplete());
}

void SourceDialog::save()
{
    const auto wanted = m_form->source();
    if (!wanted || m_isSaving) {
        if (!wanted)
            m_strip->showError(wanted.error());
        return;
    }
    store({});
}

void SourceDialog::store(std::optional<SourceMove> move)
{
    const auto wanted = m_form->source();
    if (!wanted)
        return;
    m_isSaving = true;
    m_isStoring = true;
    m_strip->clear();
    updateButtons();
    const auto answered = [this](const Result<Source> &stored) { onStored(stored); };
    if (!m_source) {
        continueOn(this, m_parts.ports.sources->create(*wanted), answered);
        return;
    }
    SourceChange change = *m_form->changeOf(*m_source);
    change.move = move;
    continueOn(this, m_parts.ports.sources->update(m_source->id, std::move(change)), answered);
}

// What is known of one service, held against another, would remove what came from the first.
void SourceDialog::askWhatItMeans()
{
    auto *question = new QMessageBox(this);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setIcon(QMessageBox::Question);
    question->setWindowTitle(tr("The same service?"));
    question->setText(
        tr("Is this the service that \"%1\" was so far, at a new place?").arg(m_source->name));
    question->setInformativeText(tr(
        "The same service: what is known of it still holds, and what was removed there is "
        "removed here too.\n\nAnother service: it is met as a new one. What came from the old "
        "one stays here, and what waits to be sent goes to the new one. What was published to the "
        "old one is not sent to the new one by itself: select it and publish it."));
    auto *same = question->addButton(tr("The &same service"), QMessageBox::AcceptRole);
    auto *other = question->addButton(tr("&Another service"), QMessageBox::AcceptRole);
    QPushButton *cancel = question->addButton(QMessageBox::Cancel);
    question->setDefaultButton(cancel);
    question->setEscapeButton(cancel);
    connect(question, &QMessageBox::buttonClicked, this,
            [this, same, other](const QAbstractButton *button) {
                if (button == same)
                    store(SourceMove::SameService);
                else if (button == other)
                    store(SourceMove::OtherService);
            });
    question->open();
}

void SourceDialog::onStored(const Result<Source> &stored)
{
    m_isStoring = false;
    m_strip->clear();
    if (!stored) {
        m_isSaving = false;
        updateButtons();
        if (stored.error().code == ErrorCode::AlreadyExists)
            m_form->showNameProblem(stored.error().message);
        else if (stored.error().detail == kUnsaidMove)
            askWhatItMeans();
        else
            m_strip->showError(stored.error());
        return;
    }
    m_source = *stored; // a second attempt must not add a second one
    if (m_form->token().token().isEmpty() && !m_form->token().isMove())
        finish();
    else
        keepToken();
}

void SourceDialog::keepToken()
{
    const auto link = m_parts.links->link(m_source->id);
    if (!link || !isSamePlace(link->source, *m_source)) { // it would be kept for the old address
        if (!m_untilKnown)
            m_untilKnown =
                connect(m_parts.links, &SourceLinks::linksChanged, this, &SourceDialog::keepToken);
        return;
    }
    disconnect(m_untilKnown);
    m_untilKnown = {};
    const TokenField &field = m_form->token();
    const bool isMove = field.isMove();
    continueOn(this,
               isMove ? m_parts.links->moveToken(m_source->id, field.place())
                      : m_parts.links->setToken(m_source->id, field.token(), field.place()),
               [this, isMove](const Result<void> &kept) {
                   if (kept)
                       finish();
                   else
                       showTokenError(kept.error(), isMove);
               });
}

void SourceDialog::showTokenError(Error error, bool isMove)
{
    m_isSaving = false;
    m_save->setText(tr("Save changes"));
    updateButtons();
    error.message = (isMove ? tr("The source is stored, but its token stays where it was: %1")
                            : tr("The source is stored, but not its token: %1"))
                        .arg(error.message);
    m_strip->showError(error);
}

void SourceDialog::reject()
{
    if (m_isStoring) {
        m_strip->showMessage(theme::StateColor::Info,
                             tr("The source is being stored. This cannot be taken back; the window "
                                "closes as soon as it is done."));
        return;
    }
    if (m_untilKnown) {
        disconnect(m_untilKnown);
        m_untilKnown = {};
        showTokenError({ErrorCode::Cancelled, tr("save once more to keep it."), {}},
                       m_form->token().isMove());
        return;
    }
    QDialog::reject();
}

void SourceDialog::finish()
{
    m_form->token().clear();
    const SourceId source = m_source->id;
    accept();
    Q_EMIT saved(source);
}

} // namespace tidemark
