//! Prisma's graph of a request, as far as it decides the order: nodes, numbered edges, and what is done to them before the
//! nodes are visited.
//!
//! The numbers matter: what follows a node is done in the order of its edges' numbers, and the graph is petgraph's, where
//! an edge that is removed leaves its number to the last edge.

/// A node, by its number.
pub(super) type Node = usize;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Step,
    If,
    Return,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Means {
    /// The target comes after the source.
    Order,
    /// The target is what an `If` does in one of its cases.
    Branch,
    /// The target gives back what the source found.
    Return,
}

#[derive(Debug, Clone, Copy)]
struct Edge {
    from: Node,
    to: Node,
    means: Means,
}

/// The graph while it is built.
#[derive(Debug, Default)]
pub(super) struct Graph {
    kinds: Vec<Kind>,
    edges: Vec<Edge>,
    /// The edges into each node.
    into: Vec<Vec<usize>>,
    /// A node, and one that has to come before it although the edge says the opposite.
    needs: Vec<(Node, Node)>,
    results: Vec<Node>,
}

impl Graph {
    fn node(&mut self, kind: Kind) -> Node {
        self.kinds.push(kind);
        self.into.push(Vec::new());
        self.kinds.len() - 1
    }

    pub(super) fn step(&mut self) -> Node {
        self.node(Kind::Step)
    }

    pub(super) fn choice(&mut self) -> Node {
        self.node(Kind::If)
    }

    pub(super) fn give_back(&mut self) -> Node {
        self.node(Kind::Return)
    }

    pub(super) fn order(&mut self, from: Node, to: Node) {
        self.add(Edge { from, to, means: Means::Order });
    }

    pub(super) fn branch(&mut self, from: Node, to: Node) {
        self.add(Edge { from, to, means: Means::Branch });
    }

    pub(super) fn returned(&mut self, from: Node, to: Node) {
        self.add(Edge { from, to, means: Means::Return });
    }

    /// `node` can't be done before `needed`, to which its edge leads.
    pub(super) fn needs(&mut self, node: Node, needed: Node) {
        self.needs.push((node, needed));
    }

    pub(super) fn result(&mut self, node: Node) {
        self.results.push(node);
    }

    /// Whether anything is done in another order than the edges were made in.
    pub(super) fn is_turned(&self) -> bool {
        !self.needs.is_empty()
    }

    fn add(&mut self, edge: Edge) {
        self.into[edge.to].push(self.edges.len());
        self.edges.push(edge);
    }

    /// Removes an edge; the last one gets its number.
    fn remove(&mut self, number: usize) -> Edge {
        let last = self.edges.len() - 1;
        let edge = self.edges.swap_remove(number);
        self.into[edge.to].retain(|e| *e != number);
        if let Some(moved) = self.edges.get(number) {
            self.into[moved.to].iter_mut().filter(|e| **e == last).for_each(|e| *e = number);
        }
        edge
    }

    fn edges_into(&self, node: Node) -> Vec<usize> {
        let mut edges = self.into[node].clone();
        edges.sort_unstable();
        edges
    }

    /// When each node is visited; none for those that never are.
    pub(super) fn visits(mut self) -> Vec<Option<u32>> {
        self.turn();
        self.renew_returns();
        let mut out = vec![Vec::new(); self.kinds.len()];
        for (number, edge) in self.edges.iter().enumerate() {
            out[edge.from].push(number);
        }
        self.order_after_choices(&mut out);
        Visit::of(&self, out).ranks
    }

    /// What is needed gets an edge from each node before that which needs it, and the edge between them turns round. A
    /// branch is led to what is needed instead.
    fn turn(&mut self) {
        for (node, needed) in std::mem::take(&mut self.needs).into_iter().rev() {
            for number in self.edges_into(node) {
                let Some(&Edge { from, means, .. }) = self.edges.get(number) else { continue };
                match (self.kinds[from], means) {
                    (Kind::If, Means::Branch) => {
                        self.remove(number);
                        self.branch(from, needed);
                    }
                    (Kind::If, _) => {}
                    _ => self.order(from, needed),
                }
            }
            if let Some(number) = self.edges_into(needed).into_iter().find(|e| self.edges[*e].from == node) {
                let means = self.edges[number].means;
                self.add(Edge { from: needed, to: node, means });
                self.remove(number);
            }
        }
    }

    /// The edges that lead to what is given back are made anew.
    fn renew_returns(&mut self) {
        for node in 0..self.kinds.len() {
            let is_returned = |e: &usize| self.edges[*e].means == Means::Return;
            if self.kinds[node] != Kind::Return {
                continue;
            }
            if let Some(number) = self.edges_into(node).into_iter().find(is_returned) {
                let edge = self.remove(number);
                self.add(edge);
            }
        }
    }

    /// What stands beside a choice is done after it.
    fn order_after_choices(&mut self, out: &mut [Vec<usize>]) {
        for node in 0..self.kinds.len() {
            if self.kinds[node] != Kind::If {
                continue;
            }
            for number in self.edges_into(node) {
                let parent = self.edges[number].from;
                for beside in out[parent].clone() {
                    let beside = self.edges[beside].to;
                    let is_branch = self.into[beside].iter().any(|e| self.edges[*e].means == Means::Branch);
                    let is_after = self.into[beside].iter().any(|e| self.edges[*e].from == node);
                    if beside != node && !is_branch && !is_after && self.kinds[beside] == Kind::Step {
                        out[node].push(self.edges.len());
                        self.order(node, beside);
                    }
                }
            }
        }
    }
}

/// The walk through a finished graph.
struct Visit<'g> {
    graph: &'g Graph,
    out: Vec<Vec<usize>>,
    /// The nodes that lead to a result: they come last.
    leads_to_result: Vec<bool>,
    /// The edges that were followed.
    is_used: Vec<bool>,
    ranks: Vec<Option<u32>>,
    next: u32,
}

impl<'g> Visit<'g> {
    fn of(graph: &'g Graph, mut out: Vec<Vec<usize>>) -> Self {
        let mut leads_to_result = vec![false; graph.kinds.len()];
        let mut pending = graph.results.clone();
        while let Some(node) = pending.pop() {
            if !std::mem::replace(&mut leads_to_result[node], true) {
                pending.extend(graph.into[node].iter().map(|e| graph.edges[*e].from));
            }
        }
        out.iter_mut().for_each(|edges| edges.sort_unstable());
        let (nodes, edges) = (graph.kinds.len(), graph.edges.len());
        let mut visit =
            Self { graph, out, leads_to_result, is_used: vec![false; edges], ranks: vec![None; nodes], next: 0 };
        for node in 0..nodes {
            if graph.into[node].is_empty() {
                visit.visit(node);
            }
        }
        visit
    }

    fn visit(&mut self, node: Node) {
        if self.ranks[node].is_some() {
            return;
        }
        self.ranks[node] = Some(self.next);
        self.next += 1;
        if self.graph.kinds[node] == Kind::If {
            let branches: Vec<_> =
                self.next_of(node).into_iter().filter(|e| self.graph.edges[*e].means == Means::Branch).collect();
            branches.iter().for_each(|e| self.is_used[*e] = true);
            branches.into_iter().for_each(|e| self.follow(e));
        }
        let (last, first): (Vec<_>, Vec<_>) =
            self.next_of(node).into_iter().partition(|e| self.leads_to_result[self.graph.edges[*e].to]);
        first.into_iter().chain(last).for_each(|e| self.follow(e));
    }

    /// The edges that are followed from a node: those to nodes of which all other sources have been visited.
    fn next_of(&self, node: Node) -> Vec<usize> {
        let is_ready = |edge: &usize| {
            self.graph.into[self.graph.edges[*edge].to].iter().all(|e| {
                let from = self.graph.edges[*e].from;
                !self.is_used[*e] && (from == node || self.ranks[from].is_some())
            })
        };
        self.out[node].iter().copied().filter(is_ready).collect()
    }

    fn follow(&mut self, edge: usize) {
        let to = self.graph.edges[edge].to;
        self.visit(to);
        for e in &self.graph.into[to] {
            self.is_used[*e] = true;
        }
    }
}
