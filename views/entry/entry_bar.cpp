// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/entry/entry_bar.h"

#include "model/core/value_text.h"
#include "model/domain/formatter.h"
#include "model/items/cell_text.h"
#include "model/ports/clock.h"
#include "views/dashboards/view_context.h"
#include "views/entry/entry_fields.h"
#include "views/entry/entry_presenter.h"
#include "views/entry/refused_entries.h"
#include "views/tables/message_strip.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QShortcut>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

using Question = EntryPresenter::Question;
constexpr int kPageSteps = 10;

} // namespace

EntryBar::EntryBar(const DataPorts &ports, ViewContext *context, const Formatter &formatter,
                   const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_formatter(formatter)
    , m_fields(new EntryFields(theme, this))
    , m_strip(new MessageStrip(theme, this))
    , m_question(m_strip)
    , m_duplicates(new MessageStrip(theme, this))
    , m_refused(new RefusedEntries(formatter, theme, this))
    , m_presenter(new EntryPresenter(ports, context, formatter, this))
{
    setAccessibleName(tr("Record a value"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_fields);
    layout->addWidget(m_strip);
    m_duplicates->setObjectName(u"entryDuplicates"_s);
    layout->addWidget(m_duplicates);
    layout->addWidget(m_refused);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    connectFields();
    connectPresenter();
    addShortcuts();
}

EntryBar::~EntryBar() = default;

void EntryBar::connectFields()
{
    for (int i = 0; i < static_cast<int>(EntryField::Count); ++i)
        m_fields->field(static_cast<EntryField>(i))->installEventFilter(this);
    connect(m_fields, &EntryFields::edited, this, [this] {
        clearQuestion();
        const EntryInput input = m_fields->input();
        m_presenter->inputChanged(input);
        m_fields->showCheck(m_presenter->check(input));
    });
    connect(m_fields, &EntryFields::saveClicked, this, [this] { save(false); });
    connect(m_fields, &EntryFields::closeClicked, this, &EntryBar::closeRequested);
    connect(m_fields, &EntryFields::pinToggled, this, [this](bool isPinned) {
        const EntryCheck checked = m_presenter->check(m_fields->input());
        if (isPinned && checked.at) // what moves with the clock would not stay
            m_fields->setTimeText(m_formatter.editTime(*checked.at, m_context->calendar().zone));
    });
}

void EntryBar::connectPresenter()
{
    connect(m_presenter, &EntryPresenter::choicesChanged, this, &EntryBar::showChoices);
    connect(m_fields, &EntryFields::listClosed, this, &EntryBar::showChoices);
    connect(m_presenter, &EntryPresenter::refused, m_fields, &EntryFields::showMissing);
    connect(m_presenter, &EntryPresenter::asked, this, &EntryBar::ask);
    connect(m_presenter, &EntryPresenter::submitted, this, [this] {
        clearQuestion();
        m_fields->readyNext();
    });
    connect(m_presenter, &EntryPresenter::duplicateFound, this, &EntryBar::askDuplicate);
    connect(m_presenter, &EntryPresenter::duplicatesAnswered, m_duplicates, &MessageStrip::clear);
    connect(m_presenter, &EntryPresenter::changeMade, this, &EntryBar::changeMade);
    connect(m_presenter, &EntryPresenter::saved, this, [this](const Record &record) {
        Q_EMIT saved(record);
        closeWhenDone();
    });
    connect(m_presenter, &EntryPresenter::failed, this,
            [this](const ValueEntry &entry, const Error &error) {
                m_closeAfterSave = false;
                m_refused->add(entry, error);
            });
    connect(m_presenter, &EntryPresenter::doubted, this, &EntryBar::doubt);
    connect(m_presenter, &EntryPresenter::judgementBegan, this, &EntryBar::judgementBegan);
    connect(m_presenter, &EntryPresenter::judgementEnded, this, &EntryBar::judgementEnded);
    connect(m_refused, &RefusedEntries::retryRequested, m_presenter, &EntryPresenter::retry);
    connect(m_refused, &RefusedEntries::putBackRequested, this, &EntryBar::putBack);
}

void EntryBar::showChoices()
{
    m_fields->setChoices(m_presenter->definitions(), m_presenter->sessions(),
                         m_presenter->devices());
    chooseWantedMetric();
    m_fields->showCheck(m_presenter->check(m_fields->input()));
}

bool EntryBar::hasOpenEntries() const
{
    return m_presenter->isBusy() || !m_refused->isEmpty();
}

void EntryBar::closeWhenSaved()
{
    m_closeAfterSave = true;
    closeWhenDone();
}

// An entry that still waits for an answer would be out of sight.
void EntryBar::closeWhenDone()
{
    if (m_closeAfterSave && !hasOpenEntries()) {
        m_closeAfterSave = false;
        Q_EMIT closeRequested();
    }
}

void EntryBar::addShortcuts()
{
    for (int i = 0; i < static_cast<int>(EntryField::Count); ++i) {
        auto *jump = new QShortcut(QKeySequence(Qt::ALT | Qt::Key(Qt::Key_1 + i)), this);
        jump->setContext(Qt::WidgetWithChildrenShortcut);
        connect(jump, &QShortcut::activated, this,
                [this, i] { m_fields->focusField(static_cast<EntryField>(i)); });
    }
    auto *pin = new QShortcut(QKeySequence(Qt::ALT | Qt::Key_0), this);
    pin->setContext(Qt::WidgetWithChildrenShortcut);
    connect(pin, &QShortcut::activated, this,
            [this] { m_fields->setTimePinned(!m_fields->isTimePinned()); });
}

void EntryBar::start(MetricId metric)
{
    const auto &selected = m_context->selectedMetrics();
    if (!metric.isValid() && selected.size() == 1)
        metric = selected.front();
    m_wantedMetric = metric;
    chooseWantedMetric();
    const bool isKnown = metric.isValid() || !m_fields->input().metric.isEmpty();
    m_fields->focusField(isKnown ? EntryField::Value : EntryField::Metric);
}

void EntryBar::startNamed(const QString &metricName)
{
    m_wantedMetric = {};
    m_fields->setMetric(metricName);
    m_fields->focusField(metricName.isEmpty() ? EntryField::Metric : EntryField::Value);
}

void EntryBar::chooseWantedMetric()
{
    if (!m_wantedMetric.isValid())
        return;
    for (const Definition &definition : m_presenter->definitions())
        if (definition.id == m_wantedMetric) {
            m_wantedMetric = {};
            m_fields->setMetric(definition.name);
            return;
        }
}

void EntryBar::save(bool closeAfter)
{
    m_closeAfterSave = closeAfter;
    m_presenter->save(m_fields->input());
}

void EntryBar::ask(EntryPresenter::Question question, const QString &text)
{
    const auto confirm = [this, question] { m_presenter->confirm(question); };
    const StateAction cancel{tr("Cancel"), [this] { cancelQuestion(); }};
    clearQuestion();
    QList<StateAction> answers;
    switch (question) {
    case Question::CreateMetric:
        answers << StateAction{tr("Create \"%1\"").arg(m_fields->input().metric.trimmed()),
                               confirm};
        break;
    case Question::RepeatedTime:
        m_questionField = EntryField::Time;
        answers << StateAction{tr("First"), [this] { m_presenter->chooseFold(Fold::First); }}
                << StateAction{tr("Second"), [this] { m_presenter->chooseFold(Fold::Second); }};
        break;
    case Question::Future:
        m_questionField = EntryField::Time;
        m_question = m_fields->questionUnder(EntryField::Time);
        answers << StateAction{tr("Save anyway"), confirm};
        break;
    case Question::OutOfRange:
        m_question = m_fields->questionUnder(EntryField::Value);
        answers << StateAction{tr("Save anyway"), confirm};
        break;
    case Question::Suspicious:
        answers << StateAction{tr("Save anyway"), confirm};
        break;
    }
    m_question->showMessage(question == Question::CreateMetric ? theme::StateColor::Info
                                                               : theme::StateColor::Caution,
                            text, answers << cancel);
    // A warning never stops typing; Enter in the field saves then. Any other question is answered.
    if (question != Question::Suspicious)
        m_question->focusAnswer(question == Question::CreateMetric ? MessageStrip::Answer::First
                                                                   : MessageStrip::Answer::Safe);
}

void EntryBar::askDuplicate(const QString &question)
{
    QList<StateAction> answers;
    if (!m_presenter->isDuplicateInSession())
        answers << StateAction{tr("Keep both"),
                               [this] { m_presenter->answerDuplicate(DuplicatePolicy::KeepBoth); }};
    answers << StateAction{tr("Replace"),
                           [this] { m_presenter->answerDuplicate(DuplicatePolicy::Replace); }}
            << StateAction{tr("Cancel"), [this] { cancelDuplicate(); }};
    m_duplicates->showMessage(theme::StateColor::Caution, question, answers);
    // Whoever types the next entry already goes on; the question stays.
    if (isFree() && isAncestorOf(QApplication::focusWidget()))
        m_duplicates->focusAnswer(MessageStrip::Answer::Safe);
}

void EntryBar::doubt(const ValueEntry &entry, const QString &question)
{
    if (isFree() && canFillIn(entry)) {
        fillIn(entry);
        m_presenter->save(m_fields->input()); // asks now
    } else {
        m_closeAfterSave = false;
        m_refused->add(entry, {ErrorCode::InvalidArgument, question, {}});
    }
}

void EntryBar::clearQuestion()
{
    m_question->clear();
    m_question = m_strip;
    m_questionField = EntryField::Value;
}

void EntryBar::cancelQuestion()
{
    const EntryField field = m_questionField;
    clearQuestion();
    m_closeAfterSave = false;
    m_fields->focusField(field);
}

void EntryBar::cancelDuplicate()
{
    m_closeAfterSave = false;
    const auto entry = m_presenter->cancelDuplicate();
    if (!entry)
        return;
    if (isFree() && canFillIn(*entry))
        fillIn(*entry);
    else // the next one is being typed, say
        m_refused->add(*entry, {ErrorCode::AlreadyExists, tr("A value exists at this time."), {}});
    m_fields->focusField(EntryField::Value);
}

bool EntryBar::isFree() const
{
    const EntryInput input = m_fields->input();
    return input.value.isEmpty() && input.note.isEmpty();
}

void EntryBar::putBack(int refused)
{
    if (!isFree()) {
        m_strip->showMessage(theme::StateColor::Info,
                             tr("Save or clear what is being typed, then put the entry back."));
        return;
    }
    if (!canFillIn(m_refused->entry(refused))) {
        m_strip->showMessage(theme::StateColor::Info,
                             tr("The session of this entry is not offered here. Retry the entry "
                                "as it is, or discard it."));
        return;
    }
    fillIn(m_refused->take(refused));
    m_fields->focusField(EntryField::Value);
}

// An entry of a session that cannot be chosen would become one of its own, at another time.
bool EntryBar::canFillIn(const ValueEntry &entry) const
{
    return !entry.sessionUid || m_fields->offersSession(*entry.sessionUid);
}

void EntryBar::fillIn(const ValueEntry &entry)
{
    m_fields->setMetric(entry.metric);
    m_fields->setSession(entry.sessionUid);
    m_fields->setDevice(entry.device);
    m_fields->setValueText(editText(entry.value, m_formatter.numbers().locale()));
    if (entry.sessionUid)
        return; // its time, tags and note are the session's
    m_fields->setTimeText(m_formatter.editTime(entry.at, m_context->calendar().zone));
    m_fields->setTagsText(tagsText(entry.tags));
    m_fields->setNoteText(entry.note);
}

void EntryBar::cancelOrClose()
{
    if (m_question->isAsking())
        cancelQuestion();
    else if (!m_fields->isEmpty() || !m_strip->text().isEmpty()) {
        m_strip->clear();
        m_fields->clearAll();
    } else {
        Q_EMIT closeRequested();
    }
}

bool EntryBar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto &key = *static_cast<QKeyEvent *>(event);
    const bool isValue = watched == m_fields->value();
    return handleKey(key) || (isValue && handleStep(key)) || QWidget::eventFilter(watched, event);
}

bool EntryBar::handleKey(const QKeyEvent &event)
{
    switch (event.key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        save(event.modifiers().testFlag(Qt::ControlModifier));
        return true;
    case Qt::Key_Escape:
        cancelOrClose();
        return true;
    default:
        return false;
    }
}

bool EntryBar::handleStep(const QKeyEvent &event)
{
    int steps = 0;
    switch (event.key()) {
    case Qt::Key_Up:
        steps = 1;
        break;
    case Qt::Key_Down:
        steps = -1;
        break;
    case Qt::Key_PageUp:
        steps = kPageSteps;
        break;
    case Qt::Key_PageDown:
        steps = -kPageSteps;
        break;
    default:
        return false;
    }
    const auto stepped = stepText(m_fields->input().value, steps, m_formatter.numbers().locale());
    if (stepped)
        m_fields->setValueText(*stepped);
    return true;
}

} // namespace tidemark
