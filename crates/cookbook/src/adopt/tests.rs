//! Sessions whose name another one had before.

use operation::Kind;
use serde_json::json;

use super::*;
use crate::tests::house::House;

/// What people and their scripts call it.
const NAME: &str = "serve-main";

fn begin(house: &House, model: &str) {
    let command = format!("exec vllm serve {model} --port 1");
    house.tmux(&["new-session", "-d", "-s", NAME, &command]);
}

fn end(house: &House) {
    house.tmux(&["kill-session", "-t", NAME]);
}

async fn adopted(house: &House, host: Option<&str>) -> Result<Adopted> {
    let input = json!({ "tmux_session": NAME, "model": "org/asked", "host": host });
    let input = serde_json::from_value(input).unwrap();
    adopt(house.cookbook.clone(), house.context(), input).await
}

#[tokio::test]
async fn a_session_that_was_ended_and_begun_anew_is_seen_again() {
    let house = House::new();
    begin(&house, "org/first");
    house.until(NAME, |row| row.state.is_live()).await;
    end(&house);
    house.until(NAME, |row| row.state == State::Stopped).await;

    begin(&house, "org/second");
    let again = house.until(NAME, |row| row.state.is_live()).await;
    assert_eq!(
        (again.repo_id.as_str(), again.ended_at),
        ("org/second", None)
    );
    assert!(adopted(&house, None).await.unwrap().already_tracked);
    end(&house);
    let mut ended = house.until(NAME, |row| row.state == State::Stopped).await;
    let was = ended.clone();
    ended.removed_at = ended.ended_at;
    house.change(&was, ended).await;

    begin(&house, "org/third");
    assert!(!adopted(&house, None).await.unwrap().already_tracked);
    let asked = house.until(NAME, |row| row.state.is_live()).await;
    assert_eq!(
        (asked.repo_id.as_str(), asked.removed_at),
        ("org/asked", None)
    );
}

#[tokio::test]
async fn what_ended_is_not_begun_anew_by_an_older_look() {
    let house = House::new();
    let mut row = house.put(NAME, "", State::Loading).await;
    row.adopted = true;
    row.enter(State::Stopped, Instant(100_000));
    let target = row.target().unwrap();
    let another = |row: &Row, age| is_another(row, &target, age, Instant(160_000));
    assert!(another(&row, 50), "made since then");
    assert!(!another(&row, 70), "it was there before");
    let (mut ours, mut removed) = (row.clone(), row.clone());
    ours.adopted = false;
    removed.removed_at = row.ended_at;
    assert!(!another(&ours, 50) && !another(&removed, 50));
    let mut live = row.clone();
    live.state = State::Loading;
    assert!(!another(&live, 50));
}

#[tokio::test]
async fn a_name_that_is_another_machines_task_is_refused() {
    let house = House::new();
    house.put(NAME, "user@away", State::Loading).await;
    begin(&house, "org/first");
    let refused = adopted(&house, None).await.err().unwrap();
    assert_eq!(refused.kind, Kind::Conflict, "{refused:?}");
    assert!(refused.message.contains("on X"), "{refused:?}");
}
