"""Descriptions of surfaces, methods, knobs and schedules, by what these say of themselves.

Where one says something else in English, its translation is missing until it is made again.
"""

DESCRIPTION = {
    # Models of data.
    "A line, or a polynomial, through data: the normal equation gives its minimum at once.": (
        "데이터를 지나는 직선 또는 다항식: 정규 방정식이 최소점을 단번에 준다."
    ),
    "Odds of classes that grow with a weighted sum: convex, endless where the data separate.": (
        "가중합에 따라 커지는 클래스의 오즈: 볼록하며, 데이터가 나뉘면 최소점이 무한히 멀다."
    ),
    "One neuron with a weight and a bias: plateaus and local minima from a single sigmoid.": (
        "가중치와 편향 하나씩의 뉴런: 시그모이드 하나만으로도 고원과 국소 최소점이 생긴다."
    ),
    "Fully connected layers with an activation between them: the loss that training goes down.": (
        "활성화 함수를 사이에 둔 완전 연결 층: 학습이 내려가는 바로 그 손실이다."
    ),
    "where the input of a unit is 0": "유닛의 입력이 0인 곳",
    # Surfaces.
    "A cone-shaped funnel full of dents: the best minimum is a sharp tip at its end.": (
        "움푹한 곳이 가득한 원뿔 모양 깔때기: 전역 최소점은 그 끝의 뾰족한 꼭짓점이다."
    ),
    (
        "Lowest on the edge of its domain: where the gradient is not zero, and nobody comes to"
        " rest."
    ): "정의역의 경계에서 가장 낮다: 그곳의 기울기는 0이 아니어서 어떤 방법도 멈추지 않는다.",
    (
        "Known as the rotated hyper-ellipsoid, though nothing is turned: a rate per coordinate"
        " does."
    ): "회전 초타원체로 알려졌지만 회전된 것은 없다: 좌표마다 학습률을 두면 충분하다.",
    "A flat valley between sharp corners: rates that suit the walls crawl on the floor.": (
        "날카로운 모서리 사이의 평평한 골짜기: 벽에 알맞은 학습률은 바닥에서 기어간다."
    ),
    "Six towers between six basins: the two best are far apart, and the way there is rough.": (
        "여섯 분지 사이의 여섯 탑: 가장 좋은 두 점은 멀리 떨어져 있고 가는 길은 험하다."
    ),
    "A wide bowl with ripples at the bottom: from afar it looks easy, the last step is not.": (
        "바닥에 잔물결이 있는 넓은 그릇: 멀리서는 쉬워 보이지만 마지막 한 걸음이 그렇지 않다."
    ),
    "Ripples that are multiplied: the pits stand like the fields of a chessboard.": (
        "곱해진 잔물결: 구덩이들이 체스판의 칸처럼 늘어선다."
    ),
    "Ripples in one direction only: furrows across the bottom of a bowl.": (
        "한 방향으로만 이는 잔물결: 그릇 바닥을 가로지르는 고랑."
    ),
    "Two straight lines to be met at once: a tilted bowl, a first step beyond the axes.": (
        "동시에 만족해야 할 두 직선: 기울어진 그릇이며, 축과 나란하지 않은 첫 예제이다."
    ),
    "The round bowl: every gradient points at the minimum, and Newton needs one step.": (
        "둥근 그릇: 모든 기울기가 최소점을 향하고, 뉴턴 방법은 한 단계면 된다."
    ),
    (
        "Three equally good minima along a bent valley: which one is found is a matter of the"
        " start."
    ): "굽은 골짜기를 따라 똑같이 좋은 최소점 셋: 어느 것을 찾는지는 시작점에 달렸다.",
    "A million to the right and a millionth up: one rate for both coordinates is hopeless.": (
        "오른쪽으로 백만, 위로 백만분의 일: 두 좌표에 하나의 학습률로는 가망이 없다."
    ),
    "A knife-edge ridge upside down: along it the slope is not a thousandth of that across it.": (
        "뒤집힌 칼날 능선: 그 방향의 경사는 가로지르는 방향의 1000분의 1도 되지 않는다."
    ),
    "Thirty-six shallow bowls parted by walls as thin as a line: nobody climbs over them.": (
        "선처럼 얇은 벽으로 나뉜 얕은 그릇 서른여섯 개: 아무도 벽을 넘지 못한다."
    ),
    "A groove with walls of 10⁵ x²: the start decides: a dent, or one of two pits of −24 777.": (
        "벽이 10⁵ x²인 홈: 움푹한 곳에서 끝날지 −24 777의 두 구덩이 중 하나에서 끝날지"
        " 시작점이 정한다."
    ),
    "Each coordinate fixed by the one before: a valley that forks at the last of them.": (
        "좌표마다 바로 앞의 좌표로 정해진다: 마지막 좌표에서 갈라지는 골짜기."
    ),
    "Two wells, one deeper: descent stays in the nearer one, momentum may roll over the hill.": (
        "두 우물 중 하나가 더 깊다: 경사 하강법은 가까운 곳에 머물고, 모멘텀은 언덕을 넘을 수 있다."
    ),
    "Rings round a drop: whole circles are minima, and only crossing them leads to the middle.": (
        "물방울 둘레의 고리: 원 전체가 최소점이며, 고리를 가로질러야만 가운데에 이른다."
    ),
    "A hole in a plain: a few steps away from it the gradient is zero to the last digit.": (
        "평원에 난 구멍: 몇 걸음만 떨어져도 기울기는 마지막 자리까지 0이다."
    ),
    "Few and deep dents in a bowl: nine within the domain, and a long step leaves each of them.": (
        "그릇 속의 적지만 깊은 홈: 정의역 안에 아홉 개가 있고, 긴 걸음은 어느 홈에서든 벗어난다."
    ),
    "Long waves that bend and break: dozens of hollows, and the deepest one on the very edge.": (
        "휘고 부서지는 긴 물결: 움푹한 곳이 수십 개이고, 가장 깊은 곳은 맨 가장자리에 있다."
    ),
    "Any condition in any dimension: plain descent needs that many steps, Newton needs one.": (
        "어떤 차원에서 어떤 조건수든: 경사 하강법은 조건수만큼, 뉴턴 방법은 한 단계가 필요하다."
    ),
    "Banana valleys side by side: one in each pair of coordinates, and none feels the others.": (
        "나란히 놓인 바나나 골짜기: 좌표 쌍마다 하나씩이며 서로 영향을 주지 않는다."
    ),
    "A shallow dip, a flat shoulder, a deep well: three things that a slope can mean.": (
        "얕은 웅덩이, 평평한 어깨, 깊은 우물: 경사가 뜻할 수 있는 세 가지."
    ),
    "A bent valley that ends in the wrong place: most methods stop at 48.98 instead of 0.": (
        "엉뚱한 곳에서 끝나는 굽은 골짜기: 대부분의 방법은 0 대신 48.98에서 멈춘다."
    ),
    "Values from 3 to a million: steps that are safe on the walls are nothing on the floor.": (
        "3부터 백만까지의 값: 벽에서 안전한 걸음은 바닥에서는 아무것도 아니다."
    ),
    "Nine valleys in a row: the best is the one on the far left, a long way from the start.": (
        "한 줄로 늘어선 골짜기 아홉 개: 가장 좋은 것은 시작점에서 먼 왼쪽 끝에 있다."
    ),
    "Fine ripples on a vast bowl: from afar a parabola, from near an egg box.": (
        "드넓은 그릇 위의 잔물결: 멀리서는 포물면, 가까이서는 달걀판."
    ),
    "Three pits from four bells, in three dimensions: the first coordinate is felt the least.": (
        "3차원에서 종 모양 넷이 만든 구덩이 셋: 첫째 좌표의 영향이 가장 작다."
    ),
    "Two pits from four bells, in six dimensions: the second is nearly as deep as the best.": (
        "6차원에서 종 모양 넷이 만든 구덩이 둘: 둘째도 가장 좋은 것만큼이나 깊다."
    ),
    "A valley that winds up like a staircase: its floor is a helix about the third axis.": (
        "계단처럼 감아 오르는 골짜기: 바닥은 셋째 축을 감는 나선이다."
    ),
    "Four equally good minima: which one is found depends on the method as well as the start.": (
        "똑같이 좋은 최소점 넷: 어느 것을 찾는지는 시작점뿐 아니라 방법에도 달렸다."
    ),
    "Posts in the corners of a table: the four deepest pits lie near its four corners.": (
        "탁자 모서리의 기둥: 가장 깊은 구덩이 넷은 네 모서리 가까이에 있다."
    ),
    "Two exponentials that should do one's work: the fit cannot be exact, the values explode.": (
        "하나로 될 일을 하는 두 지수 함수: 정확히 맞출 수 없고 값은 폭발한다."
    ),
    "A valley with an inflection, y = x³: where it is flat, the way on is hard to feel.": (
        "변곡이 있는 골짜기 y = x³: 평평한 곳에서는 나아갈 길을 느끼기 어렵다."
    ),
    "A parabola with waves that grow uphill: each coordinate has its own staircase of minima.": (
        "오르막에서 커지는 물결을 얹은 포물선: 좌표마다 최소점의 계단이 있다."
    ),
    "Steps of coordinates that feel each other: how high the waves are, the neighbour decides.": (
        "서로 영향을 주는 좌표들의 계단: 물결의 높이는 이웃 좌표가 정한다."
    ),
    "Shorter and flatter waves: a sheet full of dents, in which the parabola is hardly felt.": (
        "더 짧고 낮은 물결: 움푹한 곳으로 가득해 포물선은 거의 느껴지지 않는다."
    ),
    "Walls of waves round a shallow bowl: hundreds of dents between the rim and the middle.": (
        "얕은 그릇을 두른 물결의 벽: 가장자리와 가운데 사이에 움푹한 곳이 수백 개 있다."
    ),
    "A ravine along the diagonal: a rate per coordinate cannot straighten what is not upright.": (
        "대각선으로 뻗은 협곡: 축과 나란하지 않은 것은 좌표별 학습률로 바로잡을 수 없다."
    ),
    "A slope with waves along it: two basins here, an endless staircase outside the domain.": (
        "물결치는 비탈: 여기에는 분지가 둘, 정의역 밖에는 끝없는 계단이 있다."
    ),
    "Narrow grooves in a plateau: on the flat no slope tells where they are.": (
        "고원에 난 좁은 홈: 평평한 곳에서는 홈이 어디 있는지 알려 주는 경사가 없다."
    ),
    "A gentle banana on which rate and momentum can be explored by hand: both have an optimum.": (
        "학습률과 모멘텀을 손으로 살펴볼 수 있는 완만한 바나나: 둘 다 최적값이 있다."
    ),
    "Three ways down, three up: at the middle slope and curvature both vanish.": (
        "내리막 셋, 오르막 셋: 가운데에서는 경사와 곡률이 모두 0이다."
    ),
    "A saddle between two wells: descent waits there for long, then turns to the side.": (
        "두 우물 사이의 안장점: 경사 하강법은 그곳에 오래 머물다가 옆으로 방향을 튼다."
    ),
    "Three hollows between three hills: from the highest top the first step decides for one.": (
        "세 언덕 사이의 움푹한 곳 셋: 가장 높은 꼭대기에서는 첫 걸음이 어디로 갈지 정한다."
    ),
    (
        "A flat step on the way down: where the gradient is nearly zero, a threshold stops too"
        " early."
    ): "내리막의 평평한 단: 기울기가 거의 0인 곳에서는 문턱값이 너무 일찍 멈추게 한다.",
    (
        "A groove a hair wide along both axes: in the end one coordinate is a millionth of the"
        " other."
    ): "두 축을 따라 난 머리카락만큼 좁은 홈: 마지막에 한 좌표는 다른 좌표의 백만분의 일이다.",
    "A minimum without curvature in two directions: Newton's method, too, only crawls there.": (
        "두 방향으로 곡률이 없는 최소점: 뉴턴 방법조차 그곳에서는 기어간다."
    ),
    (
        "A bowl under an egg box: the slope leads to the nearest of many pits, hardly ever the"
        " best."
    ): "달걀판 아래의 그릇: 경사는 많은 구덩이 중 가까운 곳으로 이끌 뿐, 가장 좋은 곳은 드물다.",
    "The long valley: the gradient hardly points along the floor, so plain descent zigzags.": (
        "긴 골짜기: 기울기가 바닥 방향을 거의 가리키지 않아 경사 하강법은 지그재그로 움직인다."
    ),
    "The banana valley: finding the floor takes a few steps, following it takes hundreds.": (
        "바나나 골짜기: 바닥은 몇 단계면 찾지만, 바닥을 따라가는 데는 수백 단계가 든다."
    ),
    "The plain saddle: Newton's method runs into it, momentum and noise help to leave it.": (
        "단순한 안장점: 뉴턴 방법은 그리로 뛰어들고, 모멘텀과 잡음은 벗어나게 돕는다."
    ),
    "A cone with circular ripples, alike in all directions: every ring is a trap of its own.": (
        "둥근 잔물결이 있는 원뿔, 어느 방향이나 같다: 고리 하나하나가 저마다 함정이다."
    ),
    "Rings at even distances round the minimum: each is a trap, the next one in is lower.": (
        "최소점 둘레에 같은 간격으로 놓인 고리: 저마다 함정이며, 한 겹 안쪽이 더 낮다."
    ),
    "Rings that crowd together outwards: only next to the middle does the slope lead there.": (
        "바깥으로 갈수록 촘촘해지는 고리: 가운데 바로 옆에서만 경사가 그리로 이끈다."
    ),
    "Grooves along hyperbolas: across them it is steep, along them one hardly notices a slope.": (
        "쌍곡선을 따라 난 홈: 가로지르면 가파르지만, 따라가면 경사를 거의 느낄 수 없다."
    ),
    "As N. 2 with broader grooves, and its four best minima are not in the middle.": (
        "N. 2와 같되 홈이 더 넓고, 가장 좋은 최소점 넷은 가운데에 있지 않다."
    ),
    (
        "The best minimum lies in the far corner: what is learnt from one basin misleads in the"
        " next."
    ): "가장 좋은 최소점은 먼 구석에 있다: 한 분지에서 배운 것은 다음 분지에서 길을 그르친다.",
    "A bowl turned against all axes: each term holds every coordinate before it.": (
        "모든 축에 대해 돌아간 그릇: 각 항에는 그 앞의 모든 좌표가 들어 있다."
    ),
    "Foxholes: narrow holes in a plain that hardly slopes, the narrowest of them the deepest.": (
        "여우 굴: 거의 기울지 않은 평원의 좁은 구멍들, 가장 좁은 것이 가장 깊다."
    ),
    "Eighteen best minima among hundreds: which of them is found means nothing.": (
        "수백 개 가운데 가장 좋은 최소점 열여덟 개: 그중 어느 것을 찾는지는 아무 뜻이 없다."
    ),
    "A bowl with a wave in it: the first curve on which the start decides where descent ends.": (
        "물결이 하나 있는 그릇: 하강이 어디서 끝날지를 시작점이 정하는 첫 곡선."
    ),
    "Six minima in three pairs: from most starts a better one lies just over the next hump.": (
        "세 쌍을 이룬 최소점 여섯: 대부분의 시작점에서 더 좋은 점이 바로 다음 혹 너머에 있다."
    ),
    "|x| with a rounded tip: the slope never fades, so only a shrinking step comes to rest.": (
        "끝이 둥근 |x|: 경사가 약해지지 않아, 줄어드는 걸음만이 멈출 수 있다."
    ),
    "Two wells per coordinate, so 2ᵈ minima: each coordinate alone has to choose the deep one.": (
        "좌표마다 우물이 둘이라 최소점이 2ᵈ개: 좌표마다 따로 깊은 쪽을 골라야 한다."
    ),
    "Each coordinate steeper than the last: a bowl whose condition is its dimension.": (
        "좌표마다 앞의 좌표보다 가파르다: 조건수가 차원과 같은 그릇."
    ),
    "A good minimum between two poor ones: momentum can carry past the first that comes.": (
        "나쁜 최소점 둘 사이의 좋은 최소점: 모멘텀은 처음 만나는 점을 지나칠 수 있다."
    ),
    (
        "Waves of five different lengths: thousands of minima, and nothing but patience tells"
        " which."
    ): "길이가 서로 다른 다섯 물결: 최소점이 수천 개이고, 어느 것인지는 인내심만이 말해 준다.",
    "Neighbours that pull on each other: a convex bowl whose minimum is far from the middle.": (
        "서로 끌어당기는 이웃 좌표: 최소점이 가운데에서 먼 볼록한 그릇."
    ),
    "Two banana valleys tied together: a saddle near (−1, 1, −1, 1) looks like the way's end.": (
        "함께 묶인 두 바나나 골짜기: (−1, 1, −1, 1) 근처의 안장점이 길의 끝처럼 보인다."
    ),
    "A bowl with one direction that steepens like a quartic: no single rate suits all of it.": (
        "한 방향이 사차 함수처럼 가팔라지는 그릇: 어떤 학습률 하나도 전체에 맞지 않는다."
    ),
    "A valley that closes into a ring: the way down leads round it, past a hill in the middle.": (
        "고리로 닫히는 골짜기: 내리막은 가운데 언덕을 지나 그 둘레로 이어진다."
    ),
    # Where surfaces are not smooth.
    "a cusp at the origin": "원점의 첨점",
    "the parabola y = x²/100, and the line x = −10": "포물선 y = x²/100과 직선 x = −10",
    "the lines sin x = 0 and sin y = 0": "직선 sin x = 0과 sin y = 0",
    "the lines y + 47 = −x/2 and y + 47 = x": "직선 y + 47 = −x/2와 y + 47 = x",
    "the half-plane x₁ = 0, x₂ < 0, and the axis x₁ = x₂ = 0": (
        "반평면 x₁ = 0, x₂ < 0과 축 x₁ = x₂ = 0"
    ),
    "the lines sin x = 0 and cos y = 0, and the circle r = π": (
        "직선 sin x = 0과 cos y = 0, 원 r = π"
    ),
    "infinite curvature where a coordinate is 0": "좌표가 0인 곳에서 곡률이 무한대",
    # Methods.
    "Divide by the root of all squared gradients so far (Duchi, Hazan & Singer 2011).": (
        "지금까지의 모든 기울기 제곱의 합의 제곱근으로 나눈다 (Duchi, Hazan & Singer 2011)."
    ),
    "AdaGrad that forgets: a running mean of the squared gradients (Tieleman & Hinton 2012).": (
        "잊어 가는 AdaGrad: 기울기 제곱의 이동 평균 (Tieleman & Hinton 2012)."
    ),
    "RMSProp whose rate is the size of its own past moves (Zeiler 2012, algorithm 1).": (
        "지난 이동량의 크기를 학습률로 삼는 RMSProp (Zeiler 2012, 알고리즘 1)."
    ),
    "Moments of the gradient scale each coordinate (Kingma & Ba 2015, algorithm 1).": (
        "기울기의 모멘트로 좌표마다 크기를 맞춘다 (Kingma & Ba 2015, 알고리즘 1)."
    ),
    "Adam that also shrinks the iterate itself (Loshchilov & Hutter 2019, algorithm 2).": (
        "현재 점 자체도 줄이는 Adam (Loshchilov & Hutter 2019, 알고리즘 2)."
    ),
    "Adam whose rates only fall: it divides by the largest v so far (Reddi, Kale & Kumar 2018).": (
        "학습률이 줄기만 하는 Adam: 지금까지 가장 큰 v로 나눈다 (Reddi, Kale & Kumar 2018)."
    ),
    "Adam with the largest gradient for the mean square (Kingma & Ba 2015, algorithm 2).": (
        "평균 제곱 대신 가장 큰 기울기를 쓰는 Adam (Kingma & Ba 2015, 알고리즘 2)."
    ),
    "Adam with Nesterov's look ahead, its momentum warming up (Dozat 2016, algorithm 2).": (
        "네스테로프처럼 앞을 내다보며 모멘텀을 서서히 키우는 Adam (Dozat 2016, 알고리즘 2)."
    ),
    "Adam that trusts v only once it has seen enough gradients (Liu et al. 2020, algorithm 2).": (
        "기울기를 충분히 본 뒤에야 v를 믿는 Adam (Liu et al. 2020, 알고리즘 2)."
    ),
    "Adam that slows where gradients surprise it (Zhuang et al. 2020, algorithm 2).": (
        "기울기가 예상을 벗어나면 느려지는 Adam (Zhuang et al. 2020, 알고리즘 2)."
    ),
    "Adam whose v changes by steps of g² only, and so slowly (Zaheer et al. 2018, algorithm 2).": (
        "v가 g²만큼씩만, 그래서 천천히 바뀌는 Adam (Zaheer et al. 2018, 알고리즘 2)."
    ),
    "Move by the sign of a mixture of momentum and gradient (Chen et al. 2023, algorithm 2).": (
        "모멘텀과 기울기를 섞은 것의 부호로 움직인다 (Chen et al. 2023, 알고리즘 2)."
    ),
    (
        "Lengthen steps while the slope keeps its sign, shorten them when it turns (Riedmiller"
        " 1994)."
    ): "경사의 부호가 유지되면 걸음을 늘리고, 바뀌면 줄인다 (Riedmiller 1994).",
    "Step against the gradient (Cauchy 1847; stochastic: Robbins & Monro 1951).": (
        "기울기의 반대 방향으로 움직인다 (Cauchy 1847; 확률적: Robbins & Monro 1951)."
    ),
    "Go against the gradient to the lowest point ahead, the textbook's zigzag (Cauchy 1847).": (
        "기울기의 반대 방향으로 가장 낮은 점까지 간다, 교과서의 지그재그 (Cauchy 1847)."
    ),
    "Go against the gradient, with a step that is halved until the value falls (Armijo 1966).": (
        "기울기의 반대 방향으로, 함숫값이 줄 때까지 걸음을 절반으로 줄여 간다 (Armijo 1966)."
    ),
    "Step with one rate for the first half of the parameters and another for the second.": (
        "매개변수의 앞쪽 절반과 뒤쪽 절반에 서로 다른 학습률을 쓴다."
    ),
    "Let a heavy ball gather speed: past gradients are remembered (Polyak 1964).": (
        "무거운 공이 속도를 얻게 한다: 지난 기울기를 기억한다 (Polyak 1964)."
    ),
    "Momentum that looks ahead: it corrects the velocity before it moves (Nesterov 1983).": (
        "앞을 내다보는 모멘텀: 움직이기 전에 속도를 바로잡는다 (Nesterov 1983)."
    ),
    "Take the same step in every coordinate, whatever the slope (Bernstein et al. 2018).": (
        "경사와 관계없이 모든 좌표에서 같은 크기로 움직인다 (Bernstein et al. 2018)."
    ),
    "Take a step as long as the rate, whatever the slope (Shor 1985).": (
        "경사와 관계없이 학습률만큼의 길이로 움직인다 (Shor 1985)."
    ),
    "Shorten gradients longer than a norm (Pascanu, Mikolov & Bengio 2013, algorithm 1).": (
        "정해진 노름보다 긴 기울기를 줄인다 (Pascanu, Mikolov & Bengio 2013, 알고리즘 1)."
    ),
    "Step as far as the lowest value, which has to be known, would lie on a cone (Polyak 1987).": (
        "원뿔이라면 최솟값(알고 있어야 한다)이 놓일 곳까지 움직인다 (Polyak 1987)."
    ),
    "Read the rate off the last two gradients (Barzilai & Borwein 1988, equation 5).": (
        "마지막 두 기울기에서 학습률을 읽어 낸다 (Barzilai & Borwein 1988, 식 5)."
    ),
    "Let the rate multiply the gradient, not the velocity: another path once the rate changes.": (
        "학습률을 속도가 아니라 기울기에 곱한다: 학습률이 바뀌면 경로가 달라진다."
    ),
    "Start the squares at 0.1, not 0, with eps inside the root: smaller first steps.": (
        "제곱합을 0이 아니라 0.1에서 시작하고 eps를 근호 안에 둔다: 첫 걸음이 더 작다."
    ),
    "Forget ten times faster (0.9, not 0.99), with eps inside the root.": (
        "열 배 빨리 잊고(0.99가 아니라 0.9), eps를 근호 안에 둔다."
    ),
    "Follow the same rule with other defaults: a rate of 0.001, not 1, and a tenth of eps.": (
        "규칙은 같고 기본값이 다르다: 학습률은 1이 아니라 0.001, eps는 10분의 1."
    ),
    "Correct the bias of v in the rate, so that eps weighs more in the first steps.": (
        "v의 편향을 학습률에서 보정하므로 첫 단계에서 eps의 비중이 더 크다."
    ),
    "Correct the bias of v in the rate, and shrink the iterate less than half as fast.": (
        "v의 편향을 학습률에서 보정하고, 현재 점을 절반도 안 되는 속도로 줄인다."
    ),
    "Add eps to the largest gradient where it divides, not where it is remembered.": (
        "eps를 가장 큰 기울기를 기억할 때가 아니라 나눌 때 더한다."
    ),
    "Warm the momentum up 250 times faster: 0.96 is raised to t, not to t/250.": (
        "모멘텀을 250배 빨리 키운다: 0.96을 t/250이 아니라 t제곱한다."
    ),
    "Follow the same rule with a rate of 0.001, ten times ours.": (
        "규칙은 같고 학습률은 0.001로, 이 프로그램의 열 배이다."
    ),
    "Take the maximum of the bias-corrected v, which is largest at first: smaller steps.": (
        "편향을 보정한 v의 최댓값을 쓰며, 이는 처음에 가장 크다: 걸음이 더 작다."
    ),
    "Follow the same rule, and shrink the iterate a hundred times more slowly by default.": (
        "규칙은 같고, 기본값에서 현재 점을 백 배 천천히 줄인다."
    ),
    "Follow the same rule, and shrink the iterate a little, where ours does not by default.": (
        "규칙은 같고, 현재 점을 조금 줄인다. 이 프로그램은 기본값에서 줄이지 않는다."
    ),
    "Move by the step before, so that the first move is none (optax 0.2.8).": (
        "바로 전의 걸음만큼 움직이므로 첫 이동은 없다 (optax 0.2.8)."
    ),
    "Look ahead with the full beta1 from the first step: the momentum does not warm up.": (
        "첫 단계부터 beta1 전체로 앞을 내다본다: 모멘텀이 서서히 커지지 않는다."
    ),
    "Add eps after the bias of v is corrected, not before, and trust v from 5 on, as above 5.": (
        "eps를 v의 편향을 보정하기 전이 아니라 후에 더하고, 5 초과가 아니라 5부터 v를 믿는다."
    ),
    "Correct the bias of both moments, though both start at 1e-6: shorter first steps.": (
        "둘 다 1e-6에서 시작하지만 두 모멘트의 편향을 보정한다: 첫 걸음이 더 짧다."
    ),
    "Build the inverse Hessian from the steps taken (Nocedal & Wright 2006, algorithm 6.1).": (
        "지나온 걸음으로 헤세 행렬의 역행렬을 쌓아 간다 (Nocedal & Wright 2006, 알고리즘 6.1)."
    ),
    "BFGS from its last few steps, without a matrix (Nocedal & Wright 2006, algorithm 7.4).": (
        "행렬 없이 마지막 몇 걸음만 쓰는 BFGS (Nocedal & Wright 2006, 알고리즘 7.4)."
    ),
    (
        "Bend each direction by the last one (Polak & Ribiere 1969; PR+, Nocedal & Wright 2006,"
        " 5.45)."
    ): (
        "방향마다 바로 전 방향으로 굽힌다 (Polak & Ribiere 1969; PR+, Nocedal & Wright 2006, 5.45)."
    ),
    "Let the rate multiply the gradient, not the velocity (as in editions since 2021).": (
        "학습률을 속도가 아니라 기울기에 곱한다 (2021년 이후 판본처럼)."
    ),
    "Follow the same rule with eps = 1e-7, a thousand times ours.": (
        "규칙은 같고 eps = 1e-7로, 이 프로그램의 천 배이다."
    ),
    "Follow the same rule with eps = 1e-7, ten times ours.": (
        "규칙은 같고 eps = 1e-7로, 이 프로그램의 열 배이다."
    ),
    "Jump to the stationary point of the local parabola (Newton-Raphson), be it what it may.": (
        "그 자리의 포물면의 정류점으로, 그것이 무엇이든 뛰어간다 (Newton-Raphson)."
    ),
    "Go towards Newton's point only as far as the value falls (Boyd & Vandenberghe 2004, 9.5).": (
        "함숫값이 줄어드는 만큼만 뉴턴의 점을 향해 간다 (Boyd & Vandenberghe 2004, 9.5)."
    ),
    "Newton with absolute curvatures, which saddles repel (Dauphin et al. 2014, algorithm 1).": (
        "안장점이 밀어내는, 곡률의 절댓값을 쓰는 뉴턴 방법 (Dauphin et al. 2014, 알고리즘 1)."
    ),
    "Add a weight to the curvatures: less after a good step, more after a bad (Levenberg 1944).": (
        "곡률에 가중치를 더한다: 좋은 걸음 뒤에는 적게, 나쁜 걸음 뒤에는 많이 (Levenberg 1944)."
    ),
    "Minimise the local parabola inside a circle, whose radius follows its success.": (
        "그 자리의 포물면을 원 안에서 최소화하며, 원의 반지름은 성과에 따라 바뀐다."
    ),
    # What else is told of methods.
    (
        "As in PyTorch: the maximum is of the raw v, and the bias of both moments is corrected"
        " after."
    ): "PyTorch와 같다: 최댓값은 보정하지 않은 v의 것이고, 두 모멘트의 편향은 그 뒤에 보정한다.",
    (
        "As in PyTorch, v is trusted where it counts for more than 5 gradients, where the paper"
        " says 4, and ``eps`` is added before the bias of v is corrected."
    ): (
        "PyTorch처럼 v가 기울기 5개 넘게 반영할 때 믿으며(논문은 4), ``eps``는 v의 편향을"
        " 보정하기 전에 더한다."
    ),
    (
        "The variant without weight backtracking, iRprop- (Igel & Husken 2000), as in PyTorch:"
        " where the sign has turned the coordinate rests for one step. ``lr`` is the first"
        " step."
    ): (
        "되돌아가지 않는 변형 iRprop- (Igel & Husken 2000), PyTorch와 같다: 부호가 바뀐 좌표는"
        " 한 단계 쉰다. ``lr``은 첫 걸음이다."
    ),
    (
        "An exact line search: the slope that is left is ``c2`` of the first one at most, so"
        " that each step is perpendicular to the one before (Nocedal & Wright 2006, section"
        " 3.3). The first trial step is as long as the last rate was."
    ): (
        "정확한 선 탐색: 남는 경사는 첫 경사의 ``c2`` 이하이므로 걸음마다 바로 전 걸음과"
        " 수직이다 (Nocedal & Wright 2006, 3.3절). 첫 시도의 길이는 지난번 학습률과 같다."
    ),
    (
        "Backtracking (Nocedal & Wright 2006, algorithm 3.1): the fall has to be ``c1`` of what"
        " the slope promises. Every search begins with the same step."
    ): (
        "백트래킹 (Nocedal & Wright 2006, 알고리즘 3.1): 감소량은 경사가 약속하는 양의 ``c1``"
        " 이상이어야 한다. 탐색은 언제나 같은 걸음에서 시작한다."
    ),
    (
        "As for the two layers of a network (Singh et al. 2015; Sohl-Dickstein 2024). A"
        " parameter in the middle belongs to the first half."
    ): (
        "신경망의 두 층에 대한 것과 같다 (Singh et al. 2015; Sohl-Dickstein 2024). 한가운데의"
        " 매개변수는 앞쪽 절반에 속한다."
    ),
    (
        "The rate multiplies the velocity, as in PyTorch. Where it multiplies the gradient"
        " instead (``v = momentum * v - lr * g; x += v``), the path is the same for a constant"
        " rate."
    ): (
        "PyTorch처럼 학습률을 속도에 곱한다. 기울기에 곱해도(``v = momentum * v - lr * g; x +="
        " v``) 학습률이 일정하면 경로는 같다."
    ),
    (
        "In the variables of Sutskever et al. (2013) as PyTorch and Keras write them: the"
        " iterate is the point looked ahead to, so that the gradient is taken where the iterate"
        " is."
    ): (
        "PyTorch와 Keras가 쓰는 Sutskever et al. (2013)의 변수로 나타낸다: 현재 점이 곧 내다본"
        " 점이므로 기울기를 현재 점에서 계산한다."
    ),
    (
        "The rate s·s / s·y is taken positive, as the curvature along s may not be; ``lr`` is"
        " the first."
    ): (
        "s 방향의 곡률은 양수가 아닐 수 있으므로 학습률 s·s / s·y의 절댓값을 쓴다; ``lr``은 첫"
        " 학습률이다."
    ),
    (
        "It begins with the unit matrix and a trial step of length 1.01, as SciPy's does, whose"
        " steps it takes on quadratics. Scaled by what the first step has shown (equation 6.20) it"
        " would know the steepest curvature only, and take several times as many steps on a long"
        " ellipse. Later trial steps are 1, or as long as the slope promises the last fall"
        " (equation 3.60 and below). Where the curvature along the step is not positive, the"
        " inverse stays as it is; where no step was found, it is the unit matrix again."
    ): (
        "SciPy의 BFGS처럼 단위행렬과 길이 1.01의 시도 걸음으로 시작하며, 이차함수에서는 SciPy와"
        " 같은 걸음을 딛는다. 첫 걸음이 보여 준 것으로 크기를 맞추면(식"
        " 6.20) 가장 가파른 곡률만 알게 되어 긴 타원에서 몇 배의 단계가 든다. 이후의 시도"
        " 걸음은 1이거나, 경사가 지난번 감소량을 약속하는 길이이다(식 3.60 이하). 걸음 방향의"
        " 곡률이 양수가 아니면 역행렬을 그대로 두고, 걸음을 찾지 못하면 다시 단위행렬로 한다."
    ),
    "Where no step was found, all are forgotten, and the first trial step is of length 1 again.": (
        "걸음을 찾지 못하면 모두 잊고, 첫 시도 걸음의 길이는 다시 1이다."
    ),
    (
        "A direction that does not go down is dropped for the gradient's. The first trial step"
        " is the last one, stretched so that the slope promises the same fall (equation 3.60)."
    ): (
        "내려가지 않는 방향은 버리고 기울기의 방향을 쓴다. 첫 시도 걸음은 지난 걸음을 경사가"
        " 같은 감소량을 약속하도록 늘인 것이다(식 3.60)."
    ),
    (
        "Pure, with no rate and no safeguard: near a saddle or a maximum it goes there, and a"
        " singular Hessian sends the run to infinity."
    ): (
        "학습률도 안전장치도 없는 그대로의 방법: 안장점이나 최대점 근처에서는 그리로 가고, 특이"
        " 헤세 행렬은 무한대로 보낸다."
    ),
    (
        "Where Newton's direction does not go down (a saddle or a maximum is near, or the"
        " Hessian is singular) the step is along the gradient."
    ): (
        "뉴턴 방향이 내려가지 않으면(안장점이나 최대점이 가깝거나 헤세 행렬이 특이하면)"
        " 기울기를 따라 움직인다."
    ),
    (
        "A step that raises the value is not taken. The weight starts at ``damping`` and"
        " changes by factors of 10 as in Marquardt (1963)."
    ): (
        "함숫값을 높이는 걸음은 내딛지 않는다. 가중치는 ``damping``에서 시작하여 Marquardt"
        " (1963)처럼 10배씩 바뀐다."
    ),
    (
        "Nocedal & Wright (2006), algorithm 4.1 with a least ratio of 0.15; the parabola is"
        " minimised exactly (theorem 4.1) in the axes of its curvature."
    ): (
        "Nocedal & Wright (2006), 알고리즘 4.1, 최소 비율은 0.15; 포물면은 곡률의 축에서 정확히"
        " 최소화한다(정리 4.1)."
    ),
    # Knobs of methods.
    "step size (learning rate), greater than 0": "걸음의 크기 (학습률), 0보다 큼",
    "step size of the first half of the coordinates": "좌표 앞쪽 절반의 걸음 크기",
    "step size of the second half of the coordinates": "좌표 뒤쪽 절반의 걸음 크기",
    "factor of the move, 1 in the paper; greater than 0": "이동량의 인수, 논문에서는 1; 0보다 큼",
    "step size of the first step, greater than 0": "첫 걸음의 크기, 0보다 큼",
    "length of the step in each coordinate, greater than 0": "좌표마다 걸음의 길이, 0보다 큼",
    "length of the step, greater than 0": "걸음의 길이, 0보다 큼",
    "length of the first step in each coordinate": "좌표마다 첫 걸음의 길이",
    "factor of the Newton step, greater than 0": "뉴턴 걸음의 인수, 0보다 큼",
    "share of the velocity that a step keeps, at least 0": (
        "한 단계마다 유지되는 속도의 비율, 0 이상"
    ),
    "speed at which momentum rises from beta1 / 2 to beta1": (
        "모멘텀이 beta1 / 2에서 beta1로 커지는 빠르기"
    ),
    "decay of the mean of gradients, in [0, 1)": "기울기 평균의 감쇠율, [0, 1)",
    "share of the mean gradient in the direction, in [0, 1)": (
        "방향에서 기울기 평균이 차지하는 비율, [0, 1)"
    ),
    "decay of the mean of squared gradients, in [0, 1)": "기울기 제곱 평균의 감쇠율, [0, 1)",
    "decay of the mean of (g - m)², in [0, 1)": "(g - m)² 평균의 감쇠율, [0, 1)",
    "decay of the largest gradient, in [0, 1)": "가장 큰 기울기의 감쇠율, [0, 1)",
    "v moves to g² by (1 - beta2) g² a step; in [0, 1)": (
        "v는 한 단계에 (1 - beta2) g²만큼 g²으로 움직임; [0, 1)"
    ),
    "decay of the means of squares (gradients, moves), in [0, 1)": (
        "제곱 평균(기울기, 이동량)의 감쇠율, [0, 1)"
    ),
    "added to the divisor, so that it is not 0; at least 0": (
        "나누는 수가 0이 되지 않도록 더하는 값; 0 이상"
    ),
    "added to s in every step, and to the divisor; at least 0": (
        "매 단계 s와 나누는 수에 더하는 값; 0 이상"
    ),
    "added to both mean squares, inside the roots; at least 0": (
        "근호 안에서 두 제곱 평균에 더하는 값; 0 이상"
    ),
    "added to the size of each gradient; at least 0": "기울기의 크기마다 더하는 값; 0 이상",
    "added to the sum of squares, inside the root; at least 0": (
        "근호 안에서 제곱합에 더하는 값; 0 이상"
    ),
    "added to the mean square, inside the root; at least 0": (
        "근호 안에서 제곱 평균에 더하는 값; 0 이상"
    ),
    "each step subtracts lr times this times the iterate": "매 단계 lr × 이 값 × 현재 점을 뺌",
    "penalty: this times the iterate is added to the gradient": (
        "벌점: 이 값 × 현재 점을 기울기에 더함"
    ),
    "norm to which a longer gradient is cut, greater than 0": (
        "더 긴 기울기를 줄여 맞추는 노름, 0보다 큼"
    ),
    "factor of a step whose slope has changed sign, below 1": (
        "경사의 부호가 바뀐 걸음의 인수, 1 미만"
    ),
    "factor of a step whose slope has kept its sign, above 1": (
        "경사의 부호가 유지된 걸음의 인수, 1 초과"
    ),
    "shortest step in a coordinate, greater than 0": "좌표에서 가장 짧은 걸음, 0보다 큼",
    "longest step in a coordinate": "좌표에서 가장 긴 걸음",
    "least share of the fall that the slope promises, in (0, 1)": (
        "경사가 약속하는 감소량의 최소 비율, (0, 1)"
    ),
    "factor of a step that was too long, in (0, 1)": "너무 긴 걸음의 인수, (0, 1)",
    "first step that is tried, greater than 0": "처음 시도하는 걸음, 0보다 큼",
    "largest share of the slope that may be left, in (0, 1)": (
        "남아도 되는 경사의 최대 비율, (0, 1)"
    ),
    "largest share of the slope that may be left, in (c1, 1)": (
        "남아도 되는 경사의 최대 비율, (c1, 1)"
    ),
    "number of past steps that are kept, at least 1": "기억하는 지난 걸음의 수, 1 이상",
    "added to the absolute curvatures, at least 0": "곡률의 절댓값에 더하는 값, 0 이상",
    "first weight that is added to the curvatures": "곡률에 더하는 첫 가중치",
    "first radius of the trust region, greater than 0": "신뢰 영역의 첫 반지름, 0보다 큼",
    "largest radius of the trust region": "신뢰 영역의 가장 큰 반지름",
    # Schedules.
    "Keep the rate.": "학습률을 그대로 둔다.",
    "Multiply the rate by a factor once in ``every`` steps (PyTorch: StepLR).": (
        "``every``단계마다 학습률에 인수를 곱한다 (PyTorch: StepLR)."
    ),
    "Multiply the rate by a factor at every step (PyTorch: ExponentialLR).": (
        "매 단계 학습률에 인수를 곱한다 (PyTorch: ExponentialLR)."
    ),
    "Let the rate fall as 1/t (Robbins & Monro 1951).": (
        "학습률을 1/t로 줄인다 (Robbins & Monro 1951)."
    ),
    "Let the rate fall as 1/√t: lr, lr/√2, lr/√3, ... (Zinkevich 2003, theorem 1).": (
        "학습률을 1/√t로 줄인다: lr, lr/√2, lr/√3, ... (Zinkevich 2003, 정리 1)."
    ),
    "Fall to ``end`` along a power of the steps left (PyTorch: PolynomialLR; Keras, optax).": (
        "남은 단계의 거듭제곱을 따라 ``end``까지 줄인다 (PyTorch: PolynomialLR; Keras, optax)."
    ),
    (
        "Fall along half a cosine (Loshchilov & Hutter 2017, equation 5; PyTorch:"
        " CosineAnnealingLR)."
    ): (
        "코사인의 반 주기를 따라 줄인다 (Loshchilov & Hutter 2017, 식 5; PyTorch:"
        " CosineAnnealingLR)."
    ),
    (
        "Fall along a cosine, start again, each time ``grow`` times longer (Loshchilov & Hutter"
        " 2017)."
    ): "코사인을 따라 줄이고 다시 시작하며, 매번 ``grow``배 길어진다 (Loshchilov & Hutter 2017).",
    "Rise in a straight line from a share of the rate to the rate (PyTorch: LinearLR).": (
        "학습률의 일부에서 학습률까지 직선으로 올린다 (PyTorch: LinearLR)."
    ),
    "Rise to the rate, then fall far below the first (Smith & Topin 2018; PyTorch: OneCycleLR).": (
        "학습률까지 올린 뒤 처음보다 훨씬 아래로 줄인다 (Smith & Topin 2018; PyTorch: OneCycleLR)."
    ),
    "Rise to the rate and fall in straight lines (PyTorch: OneCycleLR, anneal_strategy linear).": (
        "학습률까지 올렸다가 직선으로 줄인다 (PyTorch: OneCycleLR, anneal_strategy linear)."
    ),
    "Rise and fall in straight lines, again and again (Smith 2017; PyTorch: CyclicLR).": (
        "직선으로 올렸다 내리기를 되풀이한다 (Smith 2017; PyTorch: CyclicLR)."
    ),
    # What else is told of schedules.
    "Beyond its steps it rises again, as in PyTorch.": (
        "정해진 단계를 넘으면 PyTorch처럼 다시 올라간다."
    ),
    "PyTorch: CosineAnnealingWarmRestarts.": "PyTorch: CosineAnnealingWarmRestarts.",
    (
        "Both along half a cosine: from ``lr / first`` in a share ``rise`` of the steps, and"
        " down to ``lr / first / last`` at the last step."
    ): (
        "둘 다 코사인의 반 주기를 따른다: 단계의 ``rise`` 비율 동안 ``lr / first``에서"
        " 올라가고, 마지막 단계에서 ``lr / first / last``까지 내려간다."
    ),
    (
        "From ``lr / first`` in a share ``rise`` of the steps, and down to ``lr / first /"
        " last`` at the last step."
    ): (
        "단계의 ``rise`` 비율 동안 ``lr / first``에서 올라가고, 마지막 단계에서 ``lr / first /"
        " last``까지 내려간다."
    ),
    # Parameters of schedules.
    "rate at every step, greater than 0": "매 단계의 학습률, 0보다 큼",
    "number of steps; left out, those of the run": "단계 수; 생략하면 실행의 단계 수",
    "rate at step 0, greater than 0": "단계 0의 학습률, 0보다 큼",
    "number of steps between two drops": "두 번 줄이는 사이의 단계 수",
    "factor of the rate at each drop": "줄일 때마다 학습률에 곱하는 인수",
    "factor of the rate at each step": "매 단계 학습률에 곱하는 인수",
    "growth of the divisor 1 + decay t in each step": "나누는 수 1 + decay t가 매 단계 커지는 양",
    "growth of 1 + decay t, whose root divides, in each step": (
        "제곱근으로 나누는 1 + decay t가 매 단계 커지는 양"
    ),
    "exponent of the share of steps that are left; 1 is a line": (
        "남은 단계의 비율에 대한 지수; 1이면 직선"
    ),
    "rate after the last step": "마지막 단계 뒤의 학습률",
    "lowest rate, at the end of the cosine": "가장 낮은 학습률, 코사인의 끝에서",
    "number of steps until the first restart": "첫 재시작까지의 단계 수",
    "factor of the period after each restart, a whole number": (
        "재시작할 때마다 주기에 곱하는 정수"
    ),
    "rate after the last step, greater than 0": "마지막 단계 뒤의 학습률, 0보다 큼",
    "share of the rate at step 0": "단계 0에서 학습률의 비율",
    "highest rate, greater than 0": "가장 높은 학습률, 0보다 큼",
    "share of the steps until the highest rate": "가장 높은 학습률까지의 단계 비율",
    "highest rate divided by the rate at step 0": "가장 높은 학습률을 단계 0의 학습률로 나눈 값",
    "rate at step 0 divided by the rate at the last step": (
        "단계 0의 학습률을 마지막 단계의 학습률로 나눈 값"
    ),
    "number of steps up, and as many down again": "올라가는 단계 수, 내려가는 단계 수도 같음",
    "lowest rate, at step 0 and after every cycle": (
        "가장 낮은 학습률, 단계 0과 주기마다의 끝에서"
    ),
}
